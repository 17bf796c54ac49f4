namespace StudioOps.Tenants.Contracts;

/// <summary>A partner as it is after the event that carries it.</summary>
/// <param name="Slug">Immutable name in addresses: <c>^[a-z][a-z0-9-]{1,38}[a-z0-9]$</c>.</param>
/// <param name="Name">Display name.</param>
public sealed record PartnerDetails(string Slug, string Name);
