using System.Text.Json;
using StudioOps.Flags.Engine;
using StudioOps.Identity.Contracts;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>Who is asked about, from the token first and the client's context second.</summary>
/// <param name="Snapshot">What is answered from.</param>
/// <param name="Context">Whom the answer is for.</param>
/// <param name="TenantStatus">Told when it keeps the tenant from its flags; else null.</param>
/// <param name="Overridden">Names of claims in the client's context that the token outranked; empty when there are none.</param>
internal sealed record Question(FlagSnapshot Snapshot, EvaluationContext Context, string? TenantStatus, string Overridden)
{
    public const int LongestTargetingKey = 1024;

    public Guid TenantId { get; } = Guid.Parse(Snapshot.Tenant.Id);

    /// <summary>Null when the caller has no tenant and may not name one.</summary>
    public static Question? Of(Installation installation, Caller caller, JsonElement context, out string? invalid)
    {
        invalid = null;
        if (caller.TenantId is null && !caller.Has(Permissions.FlagsEvaluateAny))
        {
            return null;
        }

        if (Tenant(installation, caller, context, out invalid) is not { } tenant || TargetingKey(context, out var targetingKey, ref invalid) is false)
        {
            return null;
        }

        var roles = caller.TenantId is null ? Strings(context, "roles") : caller.TenantRoles;
        return Of(installation, tenant, targetingKey, roles, context, caller.TenantId is null ? "" : Outranked(tenant, caller, context));
    }

    /// <summary>For endpoints without a client's context.</summary>
    public static Question Of(Installation installation, TenantView tenant, string? targetingKey, IReadOnlyList<string> roles) =>
        Of(installation, tenant, targetingKey, roles, default, "");

    /// <summary>For whoever was found out already.</summary>
    public static Question Of(
        Installation installation, TenantView tenant, string? targetingKey, IReadOnlyList<string> roles, JsonElement context, string overridden)
    {
        var snapshot = tenant.Compiled(installation.Flags, installation.Definitions);
        var attributes = new List<KeyValuePair<string, FlagValue>>();
        foreach (var name in installation.Flags.AttributesRead)
        {
            if (context.ValueKind == JsonValueKind.Object && context.TryGetProperty(name, out var json)
                && json.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.String or JsonValueKind.Number)
            {
                attributes.Add(new(name, FlagJson.Value(json)!.Value));
            }
        }

        return new(snapshot, new EvaluationContext(targetingKey, roles, attributes), snapshot.Tenant.IsSuspended ? tenant.Status : null, overridden);
    }

    private static TenantView? Tenant(Installation installation, Caller caller, JsonElement context, out string? invalid)
    {
        invalid = null;
        if (caller.TenantId is { } own)
        {
            return installation.Tenants.GetValueOrDefault(own) ?? TenantView.Unknown(own);
        }

        if (!context.TryGetProperty("tenant", out var named) || named.ValueKind != JsonValueKind.String)
        {
            invalid = "The caller has no tenant: name one, slug or id, as 'tenant' in the context.";
            return null;
        }

        var key = new TenantKey(named.GetString()!);
        var found = installation.Find(key) ?? (installation.IsCold ? TenantView.Unknown(key.Id ?? Guid.Empty) : null);
        if (found is null || (caller.PartnerId is { } partner && found.Facts?.Partner != partner.ToString()))
        {
            invalid = "There is no such tenant.";
            return null;
        }

        return found;
    }

    private static bool TargetingKey(JsonElement context, out string? key, ref string? invalid)
    {
        key = null;
        if (!context.TryGetProperty(ContextFacts.TargetingKey, out var json) || json.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { Length: > 0 and <= LongestTargetingKey } text)
        {
            invalid = $"targetingKey is a string of 1 to {LongestTargetingKey} characters.";
            return false;
        }

        key = text;
        return true;
    }

    /// <summary>Claims about the tenant that the token knows better.</summary>
    private static string Outranked(TenantView tenant, Caller caller, JsonElement context)
    {
        var outranked = new List<string>();
        Compare("tenant", value => value == tenant.Facts?.Slug || value == tenant.Id.ToString());
        Compare("partner", value => value == tenant.Facts?.Partner);
        Compare("plan", value => value == tenant.Facts?.Plan);
        if (context.TryGetProperty("roles", out _) && !Strings(context, "roles").ToHashSet().SetEquals(caller.TenantRoles))
        {
            outranked.Add("roles");
        }

        return string.Join(',', outranked);

        void Compare(string name, Func<string?, bool> same)
        {
            if (context.TryGetProperty(name, out var claimed) && !same(claimed.ValueKind == JsonValueKind.String ? claimed.GetString() : null))
            {
                outranked.Add(name);
            }
        }
    }

    private static string[] Strings(JsonElement context, string name) =>
        context.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
