using System;
using Microsoft.EntityFrameworkCore.Migrations;
using StudioOps.Tenancy;

#nullable disable

namespace StudioOps.Flags.Data.Migrations
{
    /// <inheritdoc />
    public partial class Usage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "flag_usage",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flag_key = table.Column<string>(type: "text", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    named = table.Column<long>(type: "bigint", nullable: false),
                    listed = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_flag_usage", x => new { x.tenant_id, x.flag_key, x.variant, x.day });
                });

            migrationBuilder.CreateTable(
                name: "served_variants",
                columns: table => new
                {
                    flag_key = table.Column<string>(type: "text", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_served_variants", x => new { x.flag_key, x.variant });
                });

            migrationBuilder.CreateTable(
                name: "unknown_flags",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unknown_flags", x => x.key);
                });

            migrationBuilder.CreateIndex(
                name: "ix_flag_usage_flag_key_day",
                table: "flag_usage",
                columns: new[] { "flag_key", "day" });
            migrationBuilder.EnableTenantIsolation("flag_usage");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "flag_usage");

            migrationBuilder.DropTable(
                name: "served_variants");

            migrationBuilder.DropTable(
                name: "unknown_flags");
        }
    }
}
