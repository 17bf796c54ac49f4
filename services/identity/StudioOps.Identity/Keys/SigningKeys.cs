using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Identity.Keys;

/// <summary>The keys tokens are signed with: shared by all copies of the service through the database, reread every minute, rotated on schedule.</summary>
internal sealed partial class SigningKeys(
    [FromKeyedServices("identity")] NpgsqlDataSource database, IDataProtectionProvider protection, TimeProvider clock, ILogger<SigningKeys> logger)
    : IVerificationKeys
{
    private static readonly TimeSpan Reread = TimeSpan.FromMinutes(1);
    private readonly IDataProtector _protector = protection.CreateProtector("identity.signing-keys");
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (SigningKey[] Keys, JsonWebKeySet Published, DateTimeOffset At)? _known;

    /// <summary>The newest key that may sign already.</summary>
    public async ValueTask<SigningKey> CurrentAsync(CancellationToken ct)
    {
        var keys = (await KeysAsync(ct)).Keys;
        var now = clock.GetUtcNow();   // after the first key was made, or it would not be valid yet
        return keys.Where(k => k.NotBefore <= now).MaxBy(k => k.NotBefore)
            ?? throw new InvalidOperationException("No signing key may sign yet.");
    }

    public async ValueTask<JsonWebKeySet> PublishedAsync(CancellationToken ct) => (await KeysAsync(ct)).Published;

    ValueTask<JsonWebKeySet> IVerificationKeys.GetAsync(bool unknownKey, CancellationToken ct) => PublishedAsync(ct);

    private async ValueTask<(SigningKey[] Keys, JsonWebKeySet Published, DateTimeOffset At)> KeysAsync(CancellationToken ct)
    {
        if (_known is { } known && clock.GetUtcNow() - known.At < Reread)
        {
            return known;
        }

        await _gate.WaitAsync(ct);
        try
        {
            if (_known is { } meanwhile && clock.GetUtcNow() - meanwhile.At < Reread)
            {
                return meanwhile;
            }

            var keys = await LoadAsync(ct);
            var loaded = (keys, new JsonWebKeySet(keys.Select(k => k.PublicJwk)), clock.GetUtcNow());
            _known = loaded;
            return loaded;
        }
        catch (NpgsqlException e) when (_known is not null && e.IsTransient)
        {
            LogKeysKept(e);
            return _known.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<SigningKey[]> LoadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('identity.signing-keys', 0))", connection))
        {
            await turn.ExecuteNonQueryAsync(ct);
        }

        var now = clock.GetUtcNow();
        await using (var retire = new NpgsqlCommand("delete from signing_keys where retires_at < $1", connection) { Parameters = { new() { Value = now } } })
        {
            await retire.ExecuteNonQueryAsync(ct);
        }

        var keys = await ReadAsync(connection, ct);
        if (KeySchedule.NextKey([.. keys.Select(k => k.NotBefore)], now) is { } notBefore)
        {
            var key = SigningKey.Generate(notBefore);
            await using var insert = new NpgsqlCommand("insert into signing_keys (key_id, wrapped, not_before, retires_at) values ($1, $2, $3, $4)", connection)
            {
                Parameters =
                {
                    new() { Value = key.KeyId }, new() { Value = _protector.Protect(key.Export()) },
                    new() { Value = notBefore }, new() { Value = KeySchedule.RetiresAt(notBefore) },
                },
            };
            await insert.ExecuteNonQueryAsync(ct);
            keys.Add(key);
            LogKeyMade(key.KeyId, notBefore);
        }

        await transaction.CommitAsync(ct);
        return [.. keys];
    }

    private async Task<List<SigningKey>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var select = new NpgsqlCommand("select wrapped, not_before from signing_keys order by not_before", connection);
        await using var reader = await select.ExecuteReaderAsync(ct);
        var keys = new List<SigningKey>();
        while (await reader.ReadAsync(ct))
        {
            keys.Add(SigningKey.Import(_protector.Unprotect(reader.GetFieldValue<byte[]>(0)), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return keys;
    }

    [LoggerMessage(LogLevel.Information, "Made signing key {KeyId}, which signs from {NotBefore}")]
    private partial void LogKeyMade(string keyId, DateTimeOffset notBefore);

    [LoggerMessage(LogLevel.Warning, "Signing keys could not be reread; the known ones stay in use")]
    private partial void LogKeysKept(Exception exception);
}
