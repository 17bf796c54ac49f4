using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Client.Following;

/// <summary>One connection to the stream of definitions.</summary>
internal sealed class FlagStream(IHttpClientFactory clients, AccessTokens tokens, IOptions<FlagClientOptions> options)
{
    /// <summary>Reads until the stream ends or falls silent. The first item is null: connected, with or without news.</summary>
    /// <param name="known">What is known already: only news after it are sent, if the service can tell.</param>
    /// <param name="ct">Stops.</param>
    public async IAsyncEnumerable<View?> ReadAsync(View? known, [EnumeratorCancellation] CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(options.Value.Silence);
        using var http = clients.CreateClient(FlagClientOptions.HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/flags/stream" + (options.Value.Tenant is { } tenant ? "?tenant=" + Uri.EscapeDataString(tenant) : ""));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(silence.Token));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", known.Revision.ToString(CultureInfo.InvariantCulture));
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            tokens.Forget();
        }

        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
        var (name, connected) = ("", false);
        while (true)
        {
            silence.CancelAfter(options.Value.Silence);
            if (await reader.ReadLineAsync(silence.Token) is not { } line)
            {
                yield break;
            }

            if (!connected)
            {
                connected = true;
                yield return null;
            }

            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonSerializer.Deserialize<View>(line["data: ".Length..], View.Json) is { } view)
            {
                known = name == "delta" && known is not null ? view.After(known) : view;
                yield return known;
            }
        }
    }
}
