using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Flags.Data;

internal static class FlagMigrations
{
    /// <summary>Starts the revision counter and writes the flags every installation has. The salt is the same everywhere: so are the cohorts.</summary>
    public static void SeedFlags(this MigrationBuilder migration)
    {
        migration.Sql("insert into revision (one, value, definitions) values (true, 1, 1);");
        foreach (var (key, description, helpText) in SeededFlags.All)
        {
            migration.Sql(
                $$"""
                insert into flags
                  (id, key, type, salt, description, help_text, state, on_variant, off_variant, default_variant, fail_safe_variant, variants, rules, created_at, updated_at, revision)
                values
                  (gen_random_uuid(), '{{key}}', 'boolean', 'seed.{{key}}', '{{description}}', '{{helpText}}', 'targeted', 'on', 'off', 'off', 'off',
                   '[{"name":"on","value":true},{"name":"off","value":false}]', '[]', now(), now(), 1);
                """);
        }
    }

    /// <summary>Nothing waits for a second person until somebody says so, and the master switch is on.</summary>
    public static void SeedGovernance(this MigrationBuilder migration) => migration.Sql(
        "insert into governance (one, requires_approval, approval_hours, master_switch, updated_at, revision) values (true, false, 168, true, now(), 1);");

    /// <summary>Conditions that were written as attribute, operator and values, in the spelling that holds every kind of them.</summary>
    public static void SpellConditions(this MigrationBuilder migration) => migration.Sql(
        """
        update flags set rules = (
          select jsonb_agg(rule || jsonb_build_object('conditions', (
            select coalesce(jsonb_agg(case c ->> 'operator'
              when 'equals' then jsonb_build_object('is', 'equals', 'attribute', c -> 'attribute', 'value', c -> 'values' -> 0)
              when 'in' then jsonb_build_object('is', 'in', 'attribute', c -> 'attribute', 'values', c -> 'values')
              else c end order by nth), '[]')
            from jsonb_array_elements(coalesce(rule -> 'conditions', '[]')) with ordinality as one (c, nth))) order by n)
          from jsonb_array_elements(rules) with ordinality as each (rule, n))
        where rules <> '[]';
        """);
}
