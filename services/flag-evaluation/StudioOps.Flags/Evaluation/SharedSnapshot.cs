using Npgsql;
using StackExchange.Redis;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Segments;
using StudioOps.Flags.Streaming;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>
/// What is served, once more in Redis, for the start that does not reach Postgres. One hash with a field for each flag, segment, partner and
/// tenant, so that a change writes what changed. It is named after the database: another database's answers are never taken for ours.
/// </summary>
internal sealed class SharedSnapshot(ConnectionMultiplexer redis, IConfiguration configuration)
{
    private const string About = "about";
    private const int Batch = 500;

    private readonly string _key = "flags:snapshot:" + new NpgsqlConnectionStringBuilder(configuration.RequiredConnectionString("flag-evaluation")).Database;

    /// <summary>Writes what is new since <paramref name="written"/>; everything, in one swap, when that is null. False when Redis has lost what it was given before.</summary>
    public async Task<bool> WriteAsync(Installation? written, Installation current)
    {
        var (database, before, now) = (redis.GetDatabase(), written is null ? [] : Entries(written), Entries(current));
        List<HashEntry> fresh = [.. now.Where(entry => !ReferenceEquals(before.GetValueOrDefault(entry.Key).Is, entry.Value.Is)).Select(entry => new HashEntry(entry.Key, entry.Value.Write()))];
        var about = new HashEntry(About, FlagJson.Write(new Head(current.Revision, current.Definitions, current.Flags.MasterSwitch, now.Count)));
        if (written is null)
        {
            // Beside it first: whoever starts meanwhile reads the old one or the new one.
            var beside = $"{_key}:{Guid.CreateVersion7():n}";
            await FillAsync(database, beside, [.. fresh, about]);
            await database.KeyRenameAsync(beside, _key);
            return true;
        }

        await FillAsync(database, _key, fresh);
        RedisValue[] gone = [.. before.Keys.Where(name => !now.ContainsKey(name)).Select(name => (RedisValue)name)];
        if (gone.Length > 0)
        {
            await database.HashDeleteAsync(_key, gone);
        }

        await database.HashSetAsync(_key, [about]);
        return await database.HashLengthAsync(_key) == now.Count + 1;
    }

    /// <summary>What was written last; null when there is nothing, or not all of it.</summary>
    public async Task<Installation?> ReadAsync()
    {
        var read = await redis.GetDatabase().HashGetAllAsync(_key);
        var fields = read.ToLookup(field => ((string)field.Name!).Split(':', 2)[0], field => (string)field.Value!);
        if (fields[About].SingleOrDefault() is not { } about || FlagJson.Read<Head>(about) is not { } head || head.Entries != read.Length - 1)
        {
            return null;
        }

        var flags = fields["flag"].Select(FlagJson.Read<ServedFlag>).ToDictionary(flag => flag.Key, StringComparer.Ordinal);
        var segments = fields["segment"].Select(FlagJson.Read<KeptSegment>).ToDictionary(
            kept => kept.Segment.Key, kept => new ServedSegment(kept.Segment.Key, kept.Revision, kept.Segment), StringComparer.Ordinal);
        var partners = fields["partner"].Select(FlagJson.Read<KeptPartner>).ToDictionary(kept => kept.Id, kept => new PartnerView(kept.Overrides, kept.Revision));
        var tenants = fields["tenant"].Select(FlagJson.Read<KeptTenant>).ToDictionary(
            kept => kept.Id,
            kept => new TenantView(kept.Id, kept.Facts, kept.Status, kept.Overrides, kept.Revision)
                .Under(kept.Facts?.Partner is { } partner ? partners.GetValueOrDefault(Guid.Parse(partner)) : null));
        var set = FlagSet.Compile(flags.Values.Select(flag => flag.Compilable), head.MasterSwitch, segments.Values.Select(segment => segment.Segment));
        return new Installation(set, head.Definitions, head.Revision, tenants, flags, partners, segments) { IsSecondHand = true };
    }

    private static async Task FillAsync(IDatabase database, string key, List<HashEntry> entries)
    {
        foreach (var batch in entries.Chunk(Batch))
        {
            await database.HashSetAsync(key, batch);
        }
    }

    /// <summary>Everything by the name of its field, and how it is written.</summary>
    private static Dictionary<string, (object Is, Func<string> Write)> Entries(Installation of)
    {
        var entries = new Dictionary<string, (object, Func<string>)>(StringComparer.Ordinal);
        foreach (var (key, flag) in of.Served)
        {
            entries[$"flag:{key}"] = (flag, () => FlagJson.Write(flag));
        }

        foreach (var (key, segment) in of.Segments)
        {
            entries[$"segment:{key}"] = (segment, () => FlagJson.Write(new KeptSegment(segment.Revision, segment.Segment)));
        }

        foreach (var (id, partner) in of.Partners)
        {
            entries[$"partner:{id}"] = (partner, () => FlagJson.Write(new KeptPartner(id, partner.Overrides, partner.Revision)));
        }

        foreach (var (id, tenant) in of.Tenants)
        {
            entries[$"tenant:{id}"] = (tenant, () => FlagJson.Write(new KeptTenant(id, tenant.Facts, tenant.Status, tenant.Own, tenant.OwnRevision)));
        }

        return entries;
    }

    private sealed record Head(long Revision, long Definitions, bool MasterSwitch, int Entries);

    private sealed record KeptSegment(long Revision, Segment Segment);

    private sealed record KeptPartner(Guid Id, Override[] Overrides, long Revision);

    private sealed record KeptTenant(Guid Id, TenantFacts? Facts, string Status, Override[] Overrides, long Revision);
}
