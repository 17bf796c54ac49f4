using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StudioOps.Flags.Data.Migrations
{
    /// <inheritdoc />
    public partial class OverridesAsRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "owner",
                table: "overrides",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rank",
                table: "overrides",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ticket",
                table: "overrides",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "known_partners",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    overrides_revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_partners", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "partner_overrides",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    partner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flag_key = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: true),
                    ticket = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    set_by = table.Column<string>(type: "text", nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partner_overrides", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_known_partners_slug",
                table: "known_partners",
                column: "slug");

            migrationBuilder.CreateIndex(
                name: "ix_partner_overrides_flag_key",
                table: "partner_overrides",
                column: "flag_key");

            migrationBuilder.CreateIndex(
                name: "ix_partner_overrides_partner_id_flag_key",
                table: "partner_overrides",
                columns: new[] { "partner_id", "flag_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "known_partners");

            migrationBuilder.DropTable(
                name: "partner_overrides");

            migrationBuilder.DropColumn(
                name: "owner",
                table: "overrides");

            migrationBuilder.DropColumn(
                name: "rank",
                table: "overrides");

            migrationBuilder.DropColumn(
                name: "ticket",
                table: "overrides");
        }
    }
}
