using System.Collections.Concurrent;
using System.Reflection;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tokens;

namespace StudioOps.Testing;

/// <summary>Issues real signed tokens and a standing feed where a test runs one service without identity beside it.</summary>
public sealed class TestIdentity(TimeProvider clock) : IVerificationKeys, IStandingSource
{
    public const string Issuer = "http://localhost:8080";
    private readonly SigningKey _key = SigningKey.Generate();
    private readonly ConcurrentQueue<StandingEntry> _entries = new();

    /// <summary>Every permission there is.</summary>
    public static IReadOnlyList<string> AllPermissions { get; } =
        [.. typeof(Permissions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    public ValueTask<JsonWebKeySet> GetAsync(bool unknownKey, CancellationToken ct) => ValueTask.FromResult(new JsonWebKeySet([_key.PublicJwk]));

    public Task<IReadOnlyList<StandingEntry>> ReadAsync(long after, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<StandingEntry>>([.. _entries.Where(entry => entry.Revision > after)]);

    /// <summary>Adds a line to the feed.</summary>
    public void Announce(StandingKind kind, string id, string status, DateTimeOffset? notBefore = null, long permissionsVersion = 0) =>
        _entries.Enqueue(new StandingEntry(kind, id, status, notBefore, permissionsVersion, _entries.Count + 1));

    /// <summary>An operator's token; without permissions named, all of them.</summary>
    public string Operator(params string[] permissions) => Token(token => token with { Subject = "operator-1", Name = "Ada Operator", Audiences = ["operator"], Permissions = permissions is [] ? AllPermissions : permissions });

    /// <summary>A token of one tenant.</summary>
    public string Member(Guid tenantId, params string[] permissions) => Token(token => token with
    {
        Subject = $"member-of-{tenantId:n}", Name = "Olivia Owner", Audiences = ["portal"], TenantId = tenantId, TenantRoles = ["TENANT_OWNER"],
        Permissions = permissions is [] ? AllPermissions : permissions,
    });

    /// <summary>Another service's token.</summary>
    public string Internal(params string[] permissions) => Token(token => token with
    {
        Subject = "service:test", Name = "test", ClientId = "test", Audiences = ["internal"], Permissions = permissions is [] ? AllPermissions : permissions,
    });

    /// <summary>Any token at all.</summary>
    public string Token(Func<AccessTokenDescription, AccessTokenDescription> describe) => TokenWriter.Write(_key, describe(new AccessTokenDescription
    {
        Issuer = Issuer, Subject = "someone", ClientId = "operator", Audiences = ["operator"], Id = Guid.CreateVersion7().ToString(), IssuedAt = clock.GetUtcNow(),
        Lifetime = TimeSpan.FromHours(12),
    }));
}
