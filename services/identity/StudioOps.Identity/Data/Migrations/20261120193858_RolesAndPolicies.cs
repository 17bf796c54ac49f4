using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using StudioOps.Tenancy;

#nullable disable

namespace StudioOps.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class RolesAndPolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "sign_in_policies",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    email_domains = table.Column<List<string>>(type: "text[]", nullable: false),
                    demands_mfa = table.Column<bool>(type: "boolean", nullable: false),
                    session_minutes = table.Column<int>(type: "integer", nullable: true),
                    brand_name = table.Column<string>(type: "text", nullable: true),
                    brand_colour = table.Column<string>(type: "text", nullable: true),
                    brand_logo = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_policies", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "tenant_roles",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_roles", x => new { x.tenant_id, x.name });
                });

            migrationBuilder.EnableTenantIsolation("tenant_roles");
            migrationBuilder.EnableTenantIsolation("sign_in_policies");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sign_in_policies");

            migrationBuilder.DropTable(
                name: "tenant_roles");
        }
    }
}
