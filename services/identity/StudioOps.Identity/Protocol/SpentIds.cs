using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace StudioOps.Identity.Protocol;

/// <summary>What serves once, for all copies of the service. Written at once and for good, whatever becomes of the request it came with.</summary>
internal sealed class SpentIds([FromKeyedServices("identity")] NpgsqlDataSource database)
{
    /// <summary>Whether nobody has shown it before.</summary>
    public async Task<bool> TrySpendAsync(string kind, string owner, string id, DateTimeOffset until, CancellationToken ct)
    {
        await using var insert = database.CreateCommand("insert into spent_ids (hash, expires_at) values ($1, $2) on conflict do nothing");
        insert.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{owner}\n{id}")) });
        insert.Parameters.Add(new() { Value = until.ToUniversalTime() });
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }
}
