using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StudioOps.Flags.Data.Migrations
{
    /// <inheritdoc />
    public partial class Governance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_change_sets_state",
                table: "change_sets");

            migrationBuilder.AddColumn<bool>(
                name: "requires_approval",
                table: "flags",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "asked_in",
                table: "change_sets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due",
                table: "change_sets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "expires_at",
                table: "change_sets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "review",
                table: "change_sets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "review_reason",
                table: "change_sets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reviewed_at",
                table: "change_sets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reviewed_by",
                table: "change_sets",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "governance",
                columns: table => new
                {
                    one = table.Column<bool>(type: "boolean", nullable: false),
                    requires_approval = table.Column<bool>(type: "boolean", nullable: false),
                    approval_hours = table.Column<int>(type: "integer", nullable: false),
                    master_switch = table.Column<bool>(type: "boolean", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_governance", x => x.one);
                    table.CheckConstraint("governance_one", "one");
                });

            migrationBuilder.CreateIndex(
                name: "ix_change_sets_state",
                table: "change_sets",
                column: "state",
                filter: "state in ('applying', 'scheduled', 'pending')");

            migrationBuilder.SeedGovernance();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "governance");

            migrationBuilder.DropIndex(
                name: "ix_change_sets_state",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "requires_approval",
                table: "flags");

            migrationBuilder.DropColumn(
                name: "asked_in",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "due",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "review",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "review_reason",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "reviewed_at",
                table: "change_sets");

            migrationBuilder.DropColumn(
                name: "reviewed_by",
                table: "change_sets");

            migrationBuilder.CreateIndex(
                name: "ix_change_sets_state",
                table: "change_sets",
                column: "state",
                filter: "state = 'applying'");
        }
    }
}
