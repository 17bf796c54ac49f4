using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Roles;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Standing;
using StudioOps.Identity.Users;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Data;

internal sealed class IdentityContext(DbContextOptions<IdentityContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<Organisation> Organisations => Set<Organisation>();

    public DbSet<KnownTenant> KnownTenants => Set<KnownTenant>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<TenantRole> TenantRoles => Set<TenantRole>();

    public DbSet<SignInPolicy> SignInPolicies => Set<SignInPolicy>();

    public DbSet<ServiceAccount> ServiceAccounts => Set<ServiceAccount>();

    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    public DbSet<LogoutNotice> LogoutNotices => Set<LogoutNotice>();

    public DbSet<AccountMail> AccountMails => Set<AccountMail>();

    public DbSet<AccountLink> AccountLinks => Set<AccountLink>();

    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<Client> Clients => Set<Client>();

    public DbSet<PushedRequest> PushedRequests => Set<PushedRequest>();

    public DbSet<DeviceGrant> DeviceGrants => Set<DeviceGrant>();

    public DbSet<SpentId> SpentIds => Set<SpentId>();

    public DbSet<Consent> Consents => Set<Consent>();

    public DbSet<Impersonation> Impersonations => Set<Impersonation>();

    public DbSet<StandingRow> Standing => Set<StandingRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        UserMapping.Map(builder);
        builder.Entity<Membership>(membership =>
        {
            membership.ToTable("memberships");
            membership.HasKey(m => new { m.TenantId, m.UserId });
            membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
            membership.HasIndex(m => m.UserId);
        });
        builder.Entity<Organisation>(organisation =>
        {
            organisation.ToTable("organisations");
            organisation.HasKey(o => o.TenantId);
            organisation.Property(o => o.TenantId).ValueGeneratedNever();
        });
        builder.Entity<Role>(role =>
        {
            role.ToTable("roles");
            role.HasKey(r => r.Name);
            role.Property(r => r.Kind).HasConversion<string>();
        });
        builder.Entity<TenantRole>(role =>
        {
            role.ToTable("tenant_roles");
            role.HasKey(r => new { r.TenantId, r.Name });
            role.Property(r => r.Revision).IsConcurrencyToken();
        });
        builder.Entity<SignInPolicy>(policy =>
        {
            policy.ToTable("sign_in_policies");
            policy.HasKey(p => p.TenantId);
            policy.Property(p => p.TenantId).ValueGeneratedNever();
            policy.Property(p => p.Revision).IsConcurrencyToken();
        });
        builder.Entity<ServiceAccount>(account =>
        {
            account.ToTable("service_accounts");
            account.Property(a => a.Id).ValueGeneratedNever();
            account.Property(a => a.Kind).HasConversion<string>();
            account.HasIndex(a => a.ClientId).IsUnique();
            account.HasIndex(a => new { a.TenantId, a.Id });
        });
        builder.Entity<SignInSession>(session =>
        {
            session.ToTable("sign_in_sessions");
            session.Property(s => s.Id).ValueGeneratedNever();
            session.HasIndex(s => s.SecretHash).IsUnique();
            session.HasIndex(s => s.UserId);
            session.HasIndex(s => s.ExpiresAt);
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
        });
        builder.Entity<LogoutNotice>(notice =>
        {
            notice.ToTable("logout_notices");
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.HasIndex(n => n.NextAttemptAt);
        });
        MailMapping.Map(builder);
        MapGrants(builder);
        ProtocolMapping.Map(builder);
        builder.Entity<StoredKey>().ToTable("signing_keys").HasKey(k => k.KeyId);
        builder.Entity<KeyRingElement>().ToTable("key_ring");
        builder.Entity<StandingRow>(standing =>
        {
            standing.ToTable("standing");
            standing.HasKey(s => new { s.Kind, s.Id });
            standing.HasIndex(s => s.Revision);
        });
        KnownTenant.Map(builder);
        builder.AddMessaging();
        builder.UseSnakeCase();
    }

    private static void MapGrants(ModelBuilder builder)
    {
        builder.Entity<AuthorizationCode>(code =>
        {
            code.ToTable("authorization_codes");
            code.HasKey(c => c.Hash);
            code.HasIndex(c => c.ExpiresAt);
        });
        builder.Entity<RefreshToken>(token =>
        {
            token.ToTable("refresh_tokens");
            token.HasKey(t => t.Hash);
            token.HasIndex(t => t.FamilyId);
            token.HasIndex(t => t.SessionId);
            token.HasIndex(t => t.ExpiresAt);
            token.HasIndex(t => t.TenantId);
        });
    }
}
