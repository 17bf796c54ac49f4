using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Bulk;

/// <summary>The same decision for many tenants.</summary>
public sealed record BulkRequest
{
    /// <summary>Why, for the audit log and the change-set.</summary>
    [Required, StringLength(500, MinimumLength = 3), RegularExpression("^[^\\0]+$")]
    public required string Reason { get; init; }

    /// <summary>For whom. All criteria must hold.</summary>
    [Required]
    public required BulkSelection Select { get; init; }

    /// <summary>What is decided, flag by flag.</summary>
    [NoNulls, MaxLength(100)]
    public IReadOnlyList<BulkDecision>? Set { get; init; }

    /// <summary><c>enableAll</c> or <c>disableAll</c>: every boolean flag in service, instead of naming them.</summary>
    [RegularExpression("^(enableAll|disableAll)$")]
    public string? Preset { get; init; }

    [StringLength(200)]
    public string? Owner { get; init; }

    [StringLength(200)]
    public string? Ticket { get; init; }

    /// <summary>From when on it counts no more; null for until someone takes it back.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From the dry run, when it is to be applied; a dry run does not look at it.</summary>
    [StringLength(64, MinimumLength = 64)]
    public string? Fingerprint { get; init; }
}

/// <summary>Tenants by what they are, or by name.</summary>
public sealed record BulkSelection
{
    /// <summary>Every tenant: has to be said, an empty selection is refused.</summary>
    public bool All { get; init; }

    /// <summary>Slugs or ids.</summary>
    [NoNulls, MaxLength(10_000)]
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>On one of these plans.</summary>
    [NoNulls, MaxLength(100)]
    public IReadOnlyList<string>? Plans { get; init; }

    /// <summary>Of one of these partners, slugs or ids.</summary>
    [NoNulls, MaxLength(100)]
    public IReadOnlyList<string>? Partners { get; init; }

    /// <summary>In one of these states, such as <c>active</c>.</summary>
    [NoNulls, MaxLength(20)]
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>To whom a flag answers with a value now.</summary>
    public BulkWhere? Where { get; init; }
}

/// <summary>A flag's current value.</summary>
/// <param name="Flag">Its key.</param>
/// <param name="Value">The value.</param>
/// <param name="Explicit">True: the tenant's own override says so. Otherwise: that is what the tenant gets, wherever it comes from.</param>
public sealed record BulkWhere([property: Required, StringLength(100)] string Flag, JsonElement Value, bool Explicit = false);

/// <summary>One flag's new value, or none of its own any more.</summary>
/// <param name="Flag">Its key.</param>
/// <param name="Value">Of the flag's type.</param>
/// <param name="Remove">Takes the tenant's override away instead.</param>
public sealed record BulkDecision([property: Required, StringLength(100)] string Flag, JsonElement? Value = null, bool Remove = false);

/// <summary>What a bulk change would do.</summary>
/// <param name="Fingerprint">To be sent along when it is applied: then exactly this is done, or nothing.</param>
/// <param name="Tenants">How many tenants are selected.</param>
/// <param name="Unchanged">How many decisions stand already.</param>
/// <param name="Items">What changes.</param>
/// <param name="Affected">How many tenants get another answer. How many users that are is not known here: usage is counted by tenant.</param>
public sealed record BulkPreview(string Fingerprint, int Tenants, int Unchanged, IReadOnlyList<BulkPreviewItem> Items, int Affected);

/// <summary>One tenant and flag.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Flag">The flag.</param>
/// <param name="From">What the tenant gets now.</param>
/// <param name="To">What it would get: the same where something stronger decides, as a kill does.</param>
/// <param name="OverrideFrom">Its own override now, or null.</param>
/// <param name="OverrideTo">Its own override then, or null.</param>
public sealed record BulkPreviewItem(Guid TenantId, string Slug, string Flag, JsonElement? From, JsonElement? To, JsonElement? OverrideFrom, JsonElement? OverrideTo);
