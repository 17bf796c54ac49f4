using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client;

/// <summary>Where flags come from and who asks. Bound to the configuration section <c>StudioOps:Flags</c>.</summary>
public sealed class FlagClientOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "StudioOps:Flags";

    /// <summary>The name of the HTTP client everything goes through.</summary>
    public const string HttpClientName = "StudioOps.Flags";

    /// <summary>The address of the gateway.</summary>
    [Required]
    public Uri? Endpoint { get; set; }

    /// <summary>Whose flags, slug or id. An account of one tenant leaves it out.</summary>
    public string? Tenant { get; set; }

    /// <summary>The service account.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Brings the token, where it does not come from <see cref="ClientId"/> and <see cref="ClientSecret"/>.</summary>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }

    /// <summary>Keeps what was last heard, so that the first answer needs no network and an outage no luck. Null keeps nothing.</summary>
    public string? StateFile { get; set; }

    /// <summary>No word for so long, not even a heartbeat, and the stream is given up and opened again.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest pause between two attempts to connect. There is always another.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the service is told what was answered here, in numbers alone. Zero never tells.</summary>
    public TimeSpan UsageInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Who asks in a request; unless said otherwise the user's id and roles.</summary>
    public Func<HttpContext, EvaluationContext> Context { get; set; } = RequestContext.OfUser;

    /// <summary>What a kept state belongs to: another installation's, tenant's or account's is not taken.</summary>
    internal string Source => $"{Endpoint}|{Tenant}|{ClientId}";
}
