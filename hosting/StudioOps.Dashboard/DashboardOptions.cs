using System.Security.Cryptography;

namespace StudioOps.Dashboard;

/// <summary>Everything that can be set, under <c>Dashboard</c>.</summary>
internal sealed class DashboardOptions
{
    /// <summary>Where to listen on loopback when no addresses are given.</summary>
    public int Port { get; set; } = 18888;

    /// <summary>What people must bring to look; made at start when none is given.</summary>
    public string Token { get; set; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>What senders must bring as x-otlp-api-key; nothing when empty.</summary>
    public string? OtlpApiKey { get; set; }

    /// <summary>The socket of a host whose resources are shown; without it only telemetry is.</summary>
    public string? Host { get; set; }

    /// <summary>A file that gets the last spans, one JSON object per line.</summary>
    public string? TraceFile { get; set; }

    /// <summary>The built web app; beside the program when empty.</summary>
    public string? Ui { get; set; }

    /// <summary>Another name and port it is reached by, for a development server in front.</summary>
    public string? AlsoServedAs { get; set; }

    public DashboardLimits Limits { get; set; } = new();
}

/// <summary>How much is kept. Whatever is older goes.</summary>
internal sealed class DashboardLimits
{
    public int Spans { get; set; } = 100_000;

    public int Logs { get; set; } = 100_000;

    public int MetricPoints { get; set; } = 500_000;

    public int MetricSeries { get; set; } = 10_000;

    public int MetricMinutes { get; set; } = 60;

    /// <summary>For spans and for logs, each: large ones push out sooner.</summary>
    public int StoreMegabytes { get; set; } = 128;

    /// <summary>Of one request, before and after decompression.</summary>
    public int RequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Read at the same time; more are asked to come again.</summary>
    public int Requests { get; set; } = 32;

    /// <summary>Batches that wait to be stored; more are dropped and counted.</summary>
    public int QueuedBatches { get; set; } = 1024;
}
