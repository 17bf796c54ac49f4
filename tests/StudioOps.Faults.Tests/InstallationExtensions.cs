using System.Text.Json;
using Npgsql;
using StudioOps.Story;

namespace StudioOps.Faults.Tests;

/// <summary>What a test of faults wants to know of an installation.</summary>
internal static class InstallationExtensions
{
    private static readonly string[] Services = ["identity", "tenant", "flag-evaluation", "provisioning", "admin", "gateway"];

    /// <summary>The services' own databases.</summary>
    public static IEnumerable<string> Databases => Services.Where(service => service != "gateway").Select(service => service.Replace('-', '_'));

    extension(Installation installation)
    {
        /// <summary>Returns when every service says it may be given work.</summary>
        public Task ReadyAsync(TimeSpan within) => Task.WhenAll(Services.Select(service =>
            Api.UntilAsync(async () => await installation.ReadinessAsync(service) == "healthy", within, $"{service} is ready")));

        /// <summary>What a service says of itself: <c>healthy</c>, <c>degraded</c>, <c>unhealthy</c>; null when nobody answers.</summary>
        public async Task<string?> ReadinessAsync(string service)
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            try
            {
                using var answer = await http.GetAsync(new Uri(installation.Address(service), "/health/ready"));
                return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("status").GetString();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return null;
            }
        }

        /// <summary>One number from a service's database, whoever else may not see the rows; asked again while Postgres comes back.</summary>
        public async Task<long> CountAsync(string database, string sql, object parameter)
        {
            long count = 0;
            await Api.UntilAsync(
                async () =>
                {
                    try
                    {
                        await using var connection = new NpgsqlConnection(installation.Database(database));
                        await connection.OpenAsync();
                        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
                        count = (long)(await command.ExecuteScalarAsync())!;
                        return true;
                    }
                    catch (NpgsqlException e) when (e.IsTransient || e is PostgresException { SqlState: ['5', '7', 'P', ..] })
                    {
                        return false;
                    }
                },
                TimeSpan.FromSeconds(240), $"{database} answers a count");
            return count;
        }
    }
}
