using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OpenTelemetry;

namespace StudioOps.ServiceDefaults;

/// <summary>Says in OpenTelemetry's present words what libraries still say in older ones or their own.</summary>
internal sealed partial class SpanConventions : BaseProcessor<Activity>
{
    private const int MostSummaries = 2000;
    private const int LongestRead = 4000;

    private static readonly string[] Unneeded =
    [
        "messaging.operation", "messaging.masstransit.message_id", "messaging.masstransit.source_address", "messaging.masstransit.destination_address", "messaging.masstransit.input_address",
        "messaging.message.envelope.size", "peer.address", "client.address", "client.port", "network.local.address", "network.local.port",
    ];

    private readonly ConcurrentDictionary<string, string> _summaries = new(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        WithoutPeople(data, "url.path");
        WithoutPeople(data, "url.full");
        switch (data.Source.Name)
        {
            case "Npgsql" when data.ParentSpanId == default:
                // Background polls and the pool's own connections belong to nobody's request.
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                break;
            case "Npgsql" when data.GetTagItem("db.query.text") is string query:
                data.DisplayName = Summary(query);
                data.SetTag("db.query.summary", data.DisplayName);
                break;
            case "MassTransit":
                Message(data);
                break;
        }
    }

    /// <summary>Callers put what they like into a path; somebody's address goes no further.</summary>
    private static void WithoutPeople(Activity data, string name)
    {
        if (data.GetTagItem(name) is string url && (url.Contains('@', StringComparison.Ordinal) || url.Contains("%40", StringComparison.Ordinal)))
        {
            data.SetTag(name, Address().Replace(url, "REDACTED"));
        }
    }

    private static void Message(Activity data)
    {
        if (data.GetTagItem("messaging.operation") is not string operation)
        {
            return;
        }

        // The bus puts the place before the verb: "QUEUE receive".
        var destination = data.DisplayName[..Math.Max(0, data.DisplayName.LastIndexOf(' '))].TrimEnd();
        data.DisplayName = $"{operation} {destination}".TrimEnd();
        data.SetTag("messaging.system", "rabbitmq");
        data.SetTag("messaging.operation.name", operation);
        data.SetTag("messaging.operation.type", operation);
        data.SetTag("messaging.destination.name", destination);
        data.SetTag("messaging.message.id", data.GetTagItem("messaging.masstransit.message_id"));
        if (data.GetTagItem("messaging.message.body.size") is string size && long.TryParse(size, CultureInfo.InvariantCulture, out var bytes))
        {
            data.SetTag("messaging.message.body.size", bytes);
        }

        foreach (var name in Unneeded)
        {
            data.SetTag(name, null);
        }

        // Only whoever owns the operation may call it ok; a library leaves it unset.
        if (data.Status == ActivityStatusCode.Ok)
        {
            data.SetStatus(ActivityStatusCode.Unset);
        }
        else if (data.Status == ActivityStatusCode.Error && data.GetTagItem("error.type") is null)
        {
            data.SetTag("error.type", data.Events.Select(one => one.Tags.FirstOrDefault(tag => tag.Key == "exception.type").Value).FirstOrDefault(type => type is not null) ?? "_OTHER");
        }
    }

    /// <summary>The verbs and tables of a statement: few enough to group by, and telling enough to read.</summary>
    private string Summary(string query)
    {
        if (_summaries.TryGetValue(query, out var known))
        {
            return known;
        }

        var words = Step().Matches(query.Length > LongestRead ? query[..LongestRead] : query).Select(step => step.Groups["table"].Success
            ? $"{Verb(step.Groups["verb"].Value)} {step.Groups["table"].Value}"
            : Verb(step.Groups["verb"].Value)).Where(words => words.Length > 0).Distinct().Take(3);
        var summary = string.Join("; ", words) is { Length: > 0 } found ? found : "postgresql";
        if (_summaries.Count < MostSummaries)
        {
            _summaries[query] = summary;
        }

        return summary;
    }

    private static string Verb(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
    {
        [] => "",
        [var verb, ..] => verb.ToUpperInvariant(),
    };

    [GeneratedRegex("[^/?]*(?:@|%40)[^/?]*", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Address();

    // A statement begins where the text does or after a semicolon. Its table follows the verb itself, INTO or FROM; what follows FROM and has a
    // parenthesis behind it is a function.
    [GeneratedRegex("""
        (?:^|;)\s*(?<verb>select|insert|delete|update|with|listen|savepoint|release|call|begin|commit|rollback)\b
        (?:(?<=update)\s+"?(?<table>[a-z_][\w.]*)|[^;]*?\binto\s+"?(?<table>[a-z_][\w.]*)|[^;]*?\bfrom\s+"?(?<table>(?>[a-z_][\w.]*))(?!\s*\())?
        """, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, 250)]
    private static partial Regex Step();
}
