using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using StudioOps.Tenancy;

#nullable disable

namespace StudioOps.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class Protocol : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "dpop_thumbprint",
                table: "refresh_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "forgiven_at",
                table: "refresh_tokens",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "parent_hash",
                table: "refresh_tokens",
                type: "bytea",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "code_challenge",
                table: "authorization_codes",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddColumn<string>(
                name: "dpop_thumbprint",
                table: "authorization_codes",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "clients",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    surface = table.Column<string>(type: "text", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    built_in = table.Column<bool>(type: "boolean", nullable: false),
                    disabled = table.Column<bool>(type: "boolean", nullable: false),
                    demands_mfa = table.Column<bool>(type: "boolean", nullable: false),
                    demands_pkce = table.Column<bool>(type: "boolean", nullable: false),
                    demands_pushed_requests = table.Column<bool>(type: "boolean", nullable: false),
                    demands_dpop = table.Column<bool>(type: "boolean", nullable: false),
                    demands_consent = table.Column<bool>(type: "boolean", nullable: false),
                    high_security = table.Column<bool>(type: "boolean", nullable: false),
                    redirect_uris = table.Column<List<string>>(type: "text[]", nullable: false),
                    signed_out_uris = table.Column<List<string>>(type: "text[]", nullable: false),
                    back_channel_logout_uri = table.Column<string>(type: "text", nullable: true),
                    grants = table.Column<List<string>>(type: "text[]", nullable: false),
                    scopes = table.Column<List<string>>(type: "text[]", nullable: false),
                    auth_methods = table.Column<List<string>>(type: "text[]", nullable: false),
                    permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    keys = table.Column<string>(type: "text", nullable: true),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    old_secret_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    old_secret_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    secret_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clients", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<List<string>>(type: "text[]", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.user_id, x.client_id });
                });

            migrationBuilder.CreateTable(
                name: "device_grants",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_code = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    interval = table.Column<int>(type: "integer", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_device_grants", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "impersonations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_name = table.Column<string>(type: "text", nullable: false),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    operator_name = table.Column<string>(type: "text", nullable: false),
                    operator_session = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    ticket = table.Column<string>(type: "text", nullable: false),
                    elevated = table.Column<bool>(type: "boolean", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_impersonations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pushed_requests",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    parameters = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    arrived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pushed_requests", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "spent_ids",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_spent_ids", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "ix_device_grants_expires_at",
                table: "device_grants",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_device_grants_user_code",
                table: "device_grants",
                column: "user_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_impersonations_hash",
                table: "impersonations",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "ix_impersonations_operator_id",
                table: "impersonations",
                column: "operator_id");

            migrationBuilder.CreateIndex(
                name: "ix_impersonations_tenant_id_id",
                table: "impersonations",
                columns: new[] { "tenant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pushed_requests_expires_at",
                table: "pushed_requests",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_spent_ids_expires_at",
                table: "spent_ids",
                column: "expires_at");

            migrationBuilder.HideFromPlatform("clients", "pushed_requests", "device_grants", "spent_ids", "consents");
            migrationBuilder.EnableTenantIsolation("impersonations");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "clients");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "device_grants");

            migrationBuilder.DropTable(
                name: "impersonations");

            migrationBuilder.DropTable(
                name: "pushed_requests");

            migrationBuilder.DropTable(
                name: "spent_ids");

            migrationBuilder.DropColumn(
                name: "dpop_thumbprint",
                table: "refresh_tokens");

            migrationBuilder.DropColumn(
                name: "forgiven_at",
                table: "refresh_tokens");

            migrationBuilder.DropColumn(
                name: "parent_hash",
                table: "refresh_tokens");

            migrationBuilder.DropColumn(
                name: "dpop_thumbprint",
                table: "authorization_codes");

            migrationBuilder.AlterColumn<string>(
                name: "code_challenge",
                table: "authorization_codes",
                type: "text",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);
        }
    }
}
