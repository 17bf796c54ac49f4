using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StudioOps.Admin.Data;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>Writes the heads of all chains that grew since they were last sealed.</summary>
internal sealed class HeadSealer(IServiceScopeFactory scopes, HeadsFile file, TimeProvider clock)
{
    public async Task SealAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var everyone = scope.ServiceProvider.GetRequiredService<CrossTenant<AdminDbContext>>().ReadFor("every chain has a head to seal");
        var heads = await everyone.Records
            .GroupBy(record => record.Chain)
            .Select(chain => chain.OrderByDescending(record => record.Sequence).First())
            .ToListAsync(ct);
        var known = file.Read().Latest;
        var now = clock.GetUtcNow();
        // A chain shorter than its sealed head was cut: sealing that would bless it.
        file.Append(heads
            .Where(head => head.Sequence > (known.GetValueOrDefault(head.Chain)?.Sequence ?? 0))
            .OrderBy(head => head.Chain)
            .Select(head => new SealedHead(head.Chain, head.Sequence, Convert.ToHexStringLower(head.Hash), now)));
    }
}

/// <summary>Seals every hour, and soon after a start that comes later than that.</summary>
internal sealed partial class HourlySeal(HeadSealer sealer, HeadsFile file, IOptions<AuditOptions> options, TimeProvider clock, ILogger<HourlySeal> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
        DateTimeOffset? last = null;
        do
        {
            try
            {
                last ??= file.Read().SealedAt ?? DateTimeOffset.MinValue;
                if (clock.GetUtcNow() - last >= options.Value.SealEvery)
                {
                    await sealer.SealAsync(stoppingToken);
                    last = clock.GetUtcNow();
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogSealFailed(e);
            }
        }
        while (await NextAsync(minute, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer minute, CancellationToken ct)
    {
        try
        {
            return await minute.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "The heads of the audit chains could not be sealed; it is tried again in a minute")]
    private partial void LogSealFailed(Exception exception);
}
