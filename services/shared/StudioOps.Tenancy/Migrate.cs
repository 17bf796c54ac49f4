using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StudioOps.ServiceDefaults;

namespace StudioOps.Tenancy;

/// <summary>The <c>migrate</c> verb: roles, schema, grants. Repeating it changes nothing.</summary>
public static class Migrate
{
    /// <summary>Brings the database to this build's schema.</summary>
    /// <param name="configuration">Has <c>ConnectionStrings:NAME-owner</c> and a password per login under <c>Logins</c>: Serving, Platform, and more where a service asks for them.</param>
    /// <param name="service">Resource name.</param>
    /// <param name="create">Makes the context from its options.</param>
    public static async Task RunAsync<TContext>(IConfiguration configuration, string service, Func<DbContextOptions<TContext>, TContext> create)
        where TContext : DbContext
    {
        var admin = configuration.RequiredConnectionString($"{service}-owner");
        var database = new NpgsqlConnectionStringBuilder(admin).Database!;
        await using (var connection = new NpgsqlConnection(admin))
        {
            await connection.OpenAsync();
            await RolesAsync(connection, database, Logins(configuration));
        }

        // Everything is created as the owner role, which nobody can sign in as: no later connection is exempt from row security.
        var owner = new NpgsqlConnectionStringBuilder(admin) { Options = $"-c role={database}_owner", Pooling = false };
        await using var db = create(new DbContextOptionsBuilder<TContext>().UseNpgsql(owner.ConnectionString).Options);
        await db.Database.MigrateAsync();
        await db.Database.ExecuteSqlRawAsync(Grants(database));
    }

    private static async Task RolesAsync(NpgsqlConnection connection, string database, Dictionary<string, string> logins)
    {
        foreach (var (name, password) in logins.Prepend(new("owner", "")))
        {
            var role = $"{database}_{name}";
            // Role and password cannot be parameters of DDL; format() quotes them.
            await using var command = new NpgsqlCommand(
                """
                select set_config('migrate.role', $1, false), set_config('migrate.password', $2, false);
                """, connection)
            { Parameters = { new() { Value = role }, new() { Value = password } } };
            await command.ExecuteNonQueryAsync();
            await using var create = new NpgsqlCommand(
                """
                do $body$
                declare role text := current_setting('migrate.role'); password text := current_setting('migrate.password');
                begin
                  perform pg_advisory_xact_lock(7241);
                  if not exists (select from pg_roles where rolname = role) then
                    execute format('create role %I nosuperuser nobypassrls nocreatedb nocreaterole', role);
                  end if;
                  if password <> '' then execute format('alter role %I login password %L', role, password); end if;
                end $body$;
                select set_config('migrate.password', '', false);
                """, connection);
            await create.ExecuteNonQueryAsync();
        }

        await using var own = new NpgsqlCommand(
            """
            do $body$
            begin
              perform pg_advisory_xact_lock(7241);
              execute format('alter database %I owner to %I', current_database(), current_database() || '_owner');
              execute format('revoke all on database %I from public', current_database());
              execute (select format('grant connect on database %I to %s', current_database(), string_agg(quote_ident(rolname), ', ')) from pg_roles where rolname like replace(current_database(), '_', '\_') || '\_%');
              execute format('alter schema public owner to %I', current_database() || '_owner');
              revoke create on schema public from public;
            end $body$;
            """, connection);
        await own.ExecuteNonQueryAsync();
    }

    private static string Grants(string database) =>
        $"""
        grant usage on schema public to {database}_serving, {database}_platform;
        grant select, insert, update, delete on all tables in schema public to {database}_serving;
        grant usage on all sequences in schema public to {database}_serving;
        grant select on all tables in schema public to {database}_platform;
        revoke all on "__EFMigrationsHistory" from {database}_serving, {database}_platform;
        """;

    private static Dictionary<string, string> Logins(IConfiguration configuration)
    {
        var logins = configuration.GetSection("Logins").GetChildren().Where(login => login.Value is { Length: > 0 })
            .ToDictionary(login => login.Key.ToLowerInvariant(), login => login.Value!, StringComparer.Ordinal);
        foreach (var needed in new[] { "serving", "platform" })
        {
            if (!logins.ContainsKey(needed))
            {
                throw new InvalidOperationException($"Logins:{needed} is missing: the migrate step sets this login's password.");
            }
        }

        return logins;
    }
}
