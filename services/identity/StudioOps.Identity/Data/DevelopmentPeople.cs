namespace StudioOps.Identity.Data;

/// <summary>Somebody to sign in as while developing.</summary>
internal sealed record DevelopmentPerson(Guid Id, string Email, string Name, string Role, Guid? TenantId, string? TenantSlug)
{
    public bool IsOperator => TenantId is null;
}

internal static class DevelopmentPeople
{
    private static readonly Guid Northwind = Guid.Parse("0198f000-0000-7000-8000-000000000001");
    private static readonly Guid Fabrikam = Guid.Parse("0198f000-0000-7000-8000-000000000002");

    public static IReadOnlyList<DevelopmentPerson> All { get; } =
    [
        Operator(0x11, "ada", "Ada Okafor", "SUPERUSER"),
        Operator(0x12, "max", "Max Lindqvist", "PLATFORM_MANAGER"),
        Operator(0x13, "sue", "Sue Tanaka", "PLATFORM_SUPPORT"),
        Operator(0x14, "sam", "Sam Moreau", "PLATFORM_SALES"),
        Member(0x21, "olivia", "Olivia Hart", "TENANT_OWNER", Northwind, "northwind"),
        Member(0x22, "marta", "Marta Silva", "TENANT_MANAGER", Northwind, "northwind"),
        Member(0x23, "nils", "Nils Berg", "TENANT_STAFF", Northwind, "northwind"),
        Member(0x31, "felix", "Felix Novak", "TENANT_OWNER", Fabrikam, "fabrikam"),
        Member(0x32, "dana", "Dana Weiss", "TENANT_MANAGER", Fabrikam, "fabrikam"),
        Member(0x33, "ravi", "Ravi Menon", "TENANT_STAFF", Fabrikam, "fabrikam"),
    ];

    private static DevelopmentPerson Operator(int number, string name, string fullName, string role) =>
        new(Id(number), $"{name}@studioops.example", fullName, role, null, null);

    private static DevelopmentPerson Member(int number, string name, string fullName, string role, Guid tenantId, string slug) =>
        new(Id(number), $"{name}@{slug}.example", fullName, role, tenantId, slug);

    private static Guid Id(int number) => Guid.Parse($"0198f000-0000-7000-8000-0000000001{number:x2}");
}
