namespace StudioOps.Architecture.Tests.Rooms;

public sealed class RoomTests
{
    [Fact]
    public void Every_room_touches_only_what_it_may()
    {
        var projects = ProjectFile.All();
        Assert.True(projects.Count > 25, $"Only {projects.Count} projects were found.");
        Violations.None(RoomRules.References(projects));
    }

    [Fact]
    public void Every_room_names_only_the_packages_it_may() => Violations.None(RoomRules.PackagesOf(ProjectFile.All()));

    [Theory]
    [InlineData("AppHost/StudioOps.AppHost.csproj", "../services/tenant/StudioOps.Tenants/StudioOps.Tenants.csproj", "StudioOps.AppHost may not touch StudioOps.Tenants")]
    [InlineData("hosting/StudioOps.Hosting/StudioOps.Hosting.csproj", "../../ServiceDefaults/StudioOps.ServiceDefaults.csproj", "StudioOps.Hosting may not touch StudioOps.ServiceDefaults")]
    [InlineData("ServiceDefaults/StudioOps.ServiceDefaults.csproj", "../services/shared/StudioOps.Contracts/StudioOps.Contracts.csproj", "StudioOps.ServiceDefaults may not touch StudioOps.Contracts")]
    [InlineData("services/shared/StudioOps.Tenancy/StudioOps.Tenancy.csproj", "../../tenant/StudioOps.Tenants.Contracts/StudioOps.Tenants.Contracts.csproj", "StudioOps.Tenancy may not touch StudioOps.Tenants.Contracts")]
    [InlineData("services/admin/StudioOps.Admin/StudioOps.Admin.csproj", "../../tenant/StudioOps.Tenants/StudioOps.Tenants.csproj", "StudioOps.Admin may not touch StudioOps.Tenants")]
    [InlineData("services/admin/StudioOps.Admin/StudioOps.Admin.csproj", "../../flag-evaluation/StudioOps.Flags.Engine/StudioOps.Flags.Engine.csproj", "StudioOps.Admin may not touch StudioOps.Flags.Engine")]
    [InlineData("services/tenant/StudioOps.Tenants.Contracts/StudioOps.Tenants.Contracts.csproj", "../../identity/StudioOps.Identity.Contracts/StudioOps.Identity.Contracts.csproj", "StudioOps.Tenants.Contracts may not touch StudioOps.Identity.Contracts")]
    [InlineData("services/flag-evaluation/StudioOps.Flags.Engine/StudioOps.Flags.Engine.csproj", "../../shared/StudioOps.Contracts/StudioOps.Contracts.csproj", "StudioOps.Flags.Engine may not touch StudioOps.Contracts")]
    [InlineData("gateway/StudioOps.Gateway/StudioOps.Gateway.csproj", "../../services/shared/StudioOps.Messaging/StudioOps.Messaging.csproj", "StudioOps.Gateway may not touch StudioOps.Messaging")]
    [InlineData("services/shared/StudioOps.Common/StudioOps.Common.csproj", "", "services/shared/StudioOps.Common/StudioOps.Common.csproj is a room without a rule: say in RoomRules what it may touch")]
    [InlineData("tools/Thing/Thing.csproj", "", "tools/Thing/Thing.csproj is a room without a rule: say in RoomRules what it may touch")]
    public void A_planted_reference_is_found(string path, string reference, string violation) =>
        Assert.Equal([violation], RoomRules.References([Planted(path, $"""<ProjectReference Include="{reference}" />""", null)]));

    [Theory]
    [InlineData("services/tenant/StudioOps.Tenants.Contracts/StudioOps.Tenants.Contracts.csproj", "Polly.Core", "StudioOps.Tenants.Contracts may not name the package Polly.Core")]
    [InlineData("services/flag-evaluation/StudioOps.Flags.Engine/StudioOps.Flags.Engine.csproj", "Polly.Core", "StudioOps.Flags.Engine may not name the package Polly.Core")]
    [InlineData("ServiceDefaults/StudioOps.ServiceDefaults.csproj", "MassTransit.RabbitMQ", "StudioOps.ServiceDefaults may not name the package MassTransit.RabbitMQ")]
    [InlineData("gateway/StudioOps.Gateway/StudioOps.Gateway.csproj", "Npgsql", "StudioOps.Gateway may not name the package Npgsql")]
    [InlineData("AppHost/StudioOps.AppHost.csproj", "Npgsql", "StudioOps.AppHost may not name the package Npgsql")]
    public void A_planted_package_is_found(string path, string package, string violation) =>
        Assert.Equal([violation], RoomRules.PackagesOf([Planted(path, $"""<PackageReference Include="{package}" />""", null)]));

    [Fact]
    public void A_package_that_comes_along_through_another_is_found() => Assert.Equal(
        [
            "StudioOps.Flags.Engine stands on the base library alone, but MassTransit comes along",
            "StudioOps.Gateway knows no storage and no bus, but MassTransit comes along",
        ],
        RoomRules.PackagesOf(
        [
            Planted("services/flag-evaluation/StudioOps.Flags.Engine/StudioOps.Flags.Engine.csproj", "", "MassTransit"),
            Planted("gateway/StudioOps.Gateway/StudioOps.Gateway.csproj", "", "MassTransit"),
        ]));

    [Fact]
    public void A_version_in_a_project_file_is_found() => Assert.Single(
        RoomRules.PackagesOf([Planted("services/x/StudioOps.X/StudioOps.X.csproj", """<PackageReference Include="QRCoder" Version="1.8.1" />""", null)]));

    private static ProjectFile Planted(string path, string item, string? package) => ProjectFile.Read(
        new SourceFile(path, $"<Project><ItemGroup>{(item.Contains("\"\"", StringComparison.Ordinal) ? "" : item)}</ItemGroup></Project>"),
        package is null ? null : $$"""{"version":2,"dependencies":{"net10.0":{"{{package}}":{"type":"Transitive","resolved":"1.0.0"},"studioops.contracts":{"type":"Project"} } } }""");
}
