using StudioOps.Admin.Audit;
using StudioOps.Contracts;

namespace StudioOps.Admin.Tests.Audit;

public sealed class ChainCheckTests
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    [Fact]
    public void A_forged_chain_that_fits_in_itself_differs_from_its_sealed_head()
    {
        var honest = Chain("As it was");
        var forged = Chain("As somebody would like it");
        var check = new ChainCheck(new Dictionary<Guid, SealedHead> { [Tenant] = new(Tenant, 2, Convert.ToHexStringLower(honest[1].Hash), DateTimeOffset.UnixEpoch) });

        forged.ForEach(row => check.Add(new ChainRow(row.Chain, row.Sequence, row.Id, row.PreviousHash, row.Hash, row.ToBody().ToJson())));

        var verdict = Assert.Single(check.Finish(_ => true));
        Assert.Equal((2, "replaced"), (verdict.FirstBad!.Sequence, verdict.FirstBad.Problem));
    }

    [Fact]
    public void An_honest_chain_is_whole_beyond_its_sealed_head()
    {
        var honest = Chain("As it was");
        var check = new ChainCheck(new Dictionary<Guid, SealedHead> { [Tenant] = new(Tenant, 2, Convert.ToHexStringLower(honest[1].Hash), DateTimeOffset.UnixEpoch) });

        honest.ForEach(row => check.Add(new ChainRow(row.Chain, row.Sequence, row.Id, row.PreviousHash, row.Hash, row.ToBody().ToJson())));

        var verdict = Assert.Single(check.Finish(_ => true));
        Assert.Null(verdict.FirstBad);
        Assert.Equal((3, 3), (verdict.Records, verdict.Sequence));
    }

    private static List<AuditRecord> Chain(string reason)
    {
        List<AuditRecord> chain = [];
        for (var number = 1; number <= 3; number++)
        {
            chain.Add(AuditRecord.Follow(
                chain.LastOrDefault(),
                new AuditRecorded("tenant", number, Tenant, "tenant.updated", "tenant", "1", "Acme", Actor.System("test"), reason, [], null, null, DateTimeOffset.UnixEpoch),
                DateTimeOffset.UnixEpoch));
        }

        return chain;
    }
}
