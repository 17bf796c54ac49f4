using System.Text.Json.Nodes;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Manifest;

public sealed class ManifestTests
{
    [Fact]
    public async Task The_manifest_in_the_repository_is_the_one_the_graph_writes()
    {
        var written = Normalised(await WriteAsync("StudioOps.AppHost.dll", Repository.AppHost), Path.GetTempPath());
        var kept = Normalised(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "aspire-manifest.json")))!, Repository.Root);

        Assert.True(
            JsonNode.DeepEquals(written, kept),
            "aspire-manifest.json is stale. Write it anew: dotnet run --project AppHost -- --publisher manifest --output-path ../aspire-manifest.json");
    }

    [Fact]
    public async Task Nothing_of_run_mode_and_no_secret_is_published()
    {
        var text = (await WriteAsync("StudioOps.AppHost.dll", Repository.AppHost)).ToJsonString();

        Assert.DoesNotContain("DevelopmentSeed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("maildev", text, StringComparison.Ordinal);
        Assert.DoesNotContain("OTEL_", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_databases_and_programs_have_their_published_form()
    {
        var servers = (await WriteAsync("Sample.AppHost.dll", Repository.SampleAppHost, "--Graph=servers"))["resources"]!;
        Assert.Equal("container.v0", (string?)servers["postgres"]!["type"]);
        Assert.Equal(
            "Host={postgres.bindings.tcp.host};Port={postgres.bindings.tcp.port};Username=postgres;Password={postgres-password.value}",
            (string?)servers["postgres"]!["connectionString"]);
        Assert.Equal(5432, (int?)servers["postgres"]!["bindings"]!["tcp"]!["targetPort"]);
        Assert.Equal("{postgres.connectionString};Database=books", (string?)servers["books"]!["connectionString"]);
        Assert.Equal("{redis.bindings.tcp.host}:{redis.bindings.tcp.port},password={redis-password.value}", (string?)servers["redis"]!["connectionString"]);
        Assert.Equal(
            "amqp://guest:{rabbitmq-password.value}@{rabbitmq.bindings.tcp.host}:{rabbitmq.bindings.tcp.port}", (string?)servers["rabbitmq"]!["connectionString"]);
        Assert.Equal(22, (int?)servers["redis-password"]!["inputs"]!["value"]!["default"]!["generate"]!["minLength"]);
        Assert.Equal("{books.connectionString}", (string?)servers["client"]!["env"]!["ConnectionStrings__books"]);

        var web = (await WriteAsync("Sample.AppHost.dll", Repository.SampleAppHost, "--Graph=web"))["resources"]!;
        Assert.Equal("project.v0", (string?)web["web"]!["type"]);
        Assert.Equal("{web.bindings.http.targetPort}", (string?)web["web"]!["env"]!["HTTP_PORTS"]);
        Assert.Equal("key={key.value};port={web.bindings.http.port}", (string?)web["web"]!["env"]!["MIXED"]);
        Assert.True((bool?)web["web"]!["bindings"]!["http"]!["external"]);
        Assert.Equal("{web.bindings.http.url}", (string?)web["peer"]!["env"]!["services__web__http__0"]);
    }

    private static async Task<JsonNode> WriteAsync(string assembly, string appHostDirectory, params string[] more)
    {
        var path = Path.Combine(Path.GetTempPath(), $"manifest-{Guid.CreateVersion7():N}.json");
        try
        {
            await Commands.RunAsync(new ProcessSpec(
                Executables.Find("dotnet", "dotnet-sdk-10.0"),
                [Path.Combine(AppContext.BaseDirectory, assembly), "--publisher", "manifest", "--output-path", path, $"--Hosting:AppHostDirectory={appHostDirectory}", .. more]));
            return JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Paths are relative to where the file lies; compared, they are relative to the repository.</summary>
    private static JsonNode Normalised(JsonNode manifest, string folder)
    {
        foreach (var (_, resource) in manifest["resources"]!.AsObject())
        {
            if (resource!["path"] is { } path)
            {
                resource["path"] = Path.GetRelativePath(Repository.Root, Path.GetFullPath((string)path!, folder));
            }
        }

        return manifest;
    }
}
