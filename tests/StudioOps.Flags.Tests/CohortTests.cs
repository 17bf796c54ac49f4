using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Tests;

/// <summary>The same cohort in C#, in SQL, and (cohort.test.ts reads the same list) in TypeScript.</summary>
public sealed class CohortTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task The_engine_and_the_function_for_analysts_put_everyone_into_the_published_cohort()
    {
        var root = Root();
        var vectors = JsonSerializer.Deserialize<JsonElement[][]>(await File.ReadAllTextAsync(Path.Combine(root, "clients", "typescript", "cohorts.json")))!;
        Assert.True(vectors.Length > 100);
        await using var connection = await service.SuperuserAsync();
        await using var define = connection.CreateCommand();
        define.CommandText = await File.ReadAllTextAsync(Path.Combine(root, "services", "flag-evaluation", "cohort.sql"));
        await define.ExecuteNonQueryAsync();

        foreach (var vector in vectors)
        {
            var (salt, unit, cohort) = (vector[0].GetString()!, vector[1].GetString()!, vector[2].GetInt32());
            Assert.Equal(cohort, Bucketing.Bucket(salt, unit));
            await using var ask = connection.CreateCommand();
            ask.CommandText = "select flag_cohort($1, $2)";
            ask.Parameters.Add(new() { Value = salt });
            ask.Parameters.Add(new() { Value = unit });
            Assert.Equal(cohort, await ask.ExecuteScalarAsync());
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StudioOps.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests are not run from a clone.");
        }

        return folder.FullName;
    }
}
