using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StudioOps.Tenants.Data.Migrations
{
    /// <inheritdoc />
    public partial class Partners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "partners",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partners", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tenants_partner_id",
                table: "tenants",
                column: "partner_id");

            migrationBuilder.CreateIndex(
                name: "ix_partners_name_id",
                table: "partners",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_partners_slug",
                table: "partners",
                column: "slug",
                unique: true);

            // Not validated: a tenant may name a partner from before there were any. Every write from now on is checked.
            migrationBuilder.Sql(
                "alter table tenants add constraint fk_tenants_partners_partner_id foreign key (partner_id) references partners (id) on delete set null not valid;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_tenants_partners_partner_id",
                table: "tenants");

            migrationBuilder.DropTable(
                name: "partners");

            migrationBuilder.DropIndex(
                name: "ix_tenants_partner_id",
                table: "tenants");
        }
    }
}
