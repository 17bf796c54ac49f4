using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace StudioOps.ServiceDefaults;

/// <summary>A log record names its tenant as spans do: from its own <c>{TenantId}</c>, else from the work it was written in; and an exception as they do.</summary>
internal sealed class LogConventions : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        var own = data.Attributes ?? [];
        var renamed = own.Select(pair => pair.Key == "TenantId" ? new(Telemetry.Tenant, pair.Value?.ToString()) : pair).ToList();
        if (!renamed.Exists(pair => pair.Key == Telemetry.Tenant) && OfTheWork() is { } tenant)
        {
            renamed.Add(new(Telemetry.Tenant, tenant));
        }

        if (data.Exception is { } exception)
        {
            // The exporter would give the type's short name; spans and metrics give the whole one.
            renamed.AddRange([new("exception.type", exception.GetType().FullName), new("exception.message", exception.Message), new("exception.stacktrace", exception.ToString())]);
            data.Exception = null;
        }

        data.Attributes = renamed;
    }

    private static object? OfTheWork()
    {
        for (var work = Activity.Current; work is not null; work = work.Parent)
        {
            if (work.GetTagItem(Telemetry.Tenant) is { } tenant)
            {
                return tenant;
            }
        }

        return null;
    }
}
