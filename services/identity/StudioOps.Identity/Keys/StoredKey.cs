namespace StudioOps.Identity.Keys;

/// <summary>A signing key at rest: PKCS#8 wrapped by Data Protection.</summary>
internal sealed class StoredKey
{
    public required string KeyId { get; init; }

    public required byte[] Wrapped { get; init; }

    /// <summary>Published from its creation, signs from here.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Published until here, so that the last tokens it signed can still be checked.</summary>
    public required DateTimeOffset RetiresAt { get; init; }
}

/// <summary>One element of the Data Protection key ring, itself encrypted with the configured password.</summary>
internal sealed class KeyRingElement
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}
