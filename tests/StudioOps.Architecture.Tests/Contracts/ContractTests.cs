using System.Reflection;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Identity.Contracts;
using StudioOps.Provisioning.Contracts;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Architecture.Tests.Contracts;

public sealed class ContractTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "StudioOps.Architecture.Tests", "Contracts", "Approved");

    private static readonly Assembly[] Assemblies =
        [typeof(Actor).Assembly, typeof(FlagDefined).Assembly, typeof(Permissions).Assembly, typeof(ProvisioningChanged).Assembly, typeof(TenantCreated).Assembly];

    public static TheoryData<string> Names => [.. Assemblies.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_approved_is_still_there_and_what_is_new_is_approved(string name)
    {
        var actual = PublicShape.Of(Find(name));
        var approved = Read(name);
        Violations.None(PublicShape.Broken(approved, actual).Concat(PublicShape.Unapproved(approved, actual)).Select(violation => $"{name}: {violation}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Contracts_are_sealed_and_made_of_plain_types(string name) => Violations.None(PublicShape.NotWords(Find(name).GetExportedTypes()));

    [Fact]
    public void Every_contracts_project_is_among_them() => Assert.Equal(
        Rooms.ProjectFile.All().Select(project => project.Name).Where(name => name.EndsWith(".Contracts", StringComparison.Ordinal)).Order(),
        Assemblies.Select(assembly => assembly.GetName().Name!).Order());

    [Fact]
    public void A_removed_field_a_changed_type_and_a_new_field_are_found()
    {
        var actual = PublicShape.Of([typeof(Planted)]);
        var approved = actual.Select(line => line.Replace("Revision : Int64", "Revision : Int32", StringComparison.Ordinal))
            .Where(line => !line.Contains("Reason", StringComparison.Ordinal)).Append($"{typeof(Planted).FullName}.Gone : String").ToList();

        Assert.Equal(
            [$"was removed or changed: {typeof(Planted).FullName}.Revision : Int32", $"was removed or changed: {typeof(Planted).FullName}.Gone : String"],
            PublicShape.Broken(approved, actual));
        Assert.Equal(
            [$"is new, add it to the approved shape: {typeof(Planted).FullName}.Reason : String?", $"is new, add it to the approved shape: {typeof(Planted).FullName}.Revision : Int64"],
            PublicShape.Unapproved(approved, actual));
    }

    [Fact]
    public void An_open_class_and_a_foreign_type_are_found() => Assert.Equal(2, PublicShape.NotWords([typeof(NotSealed)]).Count());

    private static Assembly Find(string name) => Assemblies.Single(assembly => assembly.GetName().Name == name);

    private static string[] Read(string name) =>
        Path.Combine(Folder, name + ".txt") is var file && File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0)] : [];

    public sealed record Planted(Guid TenantId, long Revision, string? Reason);

    public class NotSealed
    {
        public IReadOnlyList<Uri> Plain { get; init; } = [];

        public IReadOnlyList<DirectoryInfo> Foreign { get; init; } = [];
    }
}
