using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using StudioOps.Tenancy;

#nullable disable

namespace StudioOps.Flags.Data.Migrations
{
    /// <inheritdoc />
    public partial class ChangeSets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "change_items",
                columns: table => new
                {
                    change_set_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    type = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    flag_key = table.Column<string>(type: "text", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change_items", x => new { x.change_set_id, x.step });
                });

            migrationBuilder.CreateTable(
                name: "change_sets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    correlation = table.Column<string>(type: "text", nullable: true),
                    undoes = table.Column<Guid>(type: "uuid", nullable: true),
                    plan = table.Column<string>(type: "jsonb", nullable: true),
                    steps = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change_sets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tenant_change_items",
                columns: table => new
                {
                    change_set_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    type = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    flag_key = table.Column<string>(type: "text", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_change_items", x => new { x.change_set_id, x.step });
                });

            migrationBuilder.CreateIndex(
                name: "ix_change_items_flag_key",
                table: "change_items",
                column: "flag_key");

            migrationBuilder.CreateIndex(
                name: "ix_change_items_key_number",
                table: "change_items",
                columns: new[] { "key", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_change_sets_number",
                table: "change_sets",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_change_sets_state",
                table: "change_sets",
                column: "state",
                filter: "state = 'applying'");

            migrationBuilder.CreateIndex(
                name: "ix_change_sets_undoes",
                table: "change_sets",
                column: "undoes");

            migrationBuilder.CreateIndex(
                name: "ix_tenant_change_items_flag_key",
                table: "tenant_change_items",
                column: "flag_key");

            migrationBuilder.CreateIndex(
                name: "ix_tenant_change_items_key_number",
                table: "tenant_change_items",
                columns: new[] { "key", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_tenant_change_items_tenant_id",
                table: "tenant_change_items",
                column: "tenant_id");

            migrationBuilder.EnableTenantIsolation("tenant_change_items");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "change_items");

            migrationBuilder.DropTable(
                name: "change_sets");

            migrationBuilder.DropTable(
                name: "tenant_change_items");
        }
    }
}
