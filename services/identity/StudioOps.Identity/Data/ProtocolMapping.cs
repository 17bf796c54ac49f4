using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Grants;

namespace StudioOps.Identity.Data;

/// <summary>The tables of the protocol.</summary>
internal static class ProtocolMapping
{
    public static void Map(ModelBuilder builder)
    {
        builder.Entity<Client>(client =>
        {
            client.ToTable("clients");
            client.Property(c => c.Surface).HasConversion<string>();
            client.Property(c => c.Revision).IsConcurrencyToken();
        });
        builder.Entity<PushedRequest>(request =>
        {
            request.ToTable("pushed_requests");
            request.HasKey(r => r.Hash);
            request.HasIndex(r => r.ExpiresAt);
        });
        builder.Entity<DeviceGrant>(device =>
        {
            device.ToTable("device_grants");
            device.HasKey(d => d.Hash);
            device.HasIndex(d => d.UserCode).IsUnique();
            device.HasIndex(d => d.ExpiresAt);
            device.Property(d => d.State).HasConversion<string>().IsConcurrencyToken();
        });
        builder.Entity<SpentId>(spent =>
        {
            spent.ToTable("spent_ids");
            spent.HasKey(s => s.Hash);
            spent.HasIndex(s => s.ExpiresAt);
        });
        builder.Entity<Consent>(consent =>
        {
            consent.ToTable("consents");
            consent.HasKey(c => new { c.UserId, c.ClientId });
        });
        builder.Entity<Impersonation>(impersonation =>
        {
            impersonation.ToTable("impersonations");
            impersonation.Property(i => i.Id).ValueGeneratedNever();
            impersonation.HasIndex(i => i.Hash);
            impersonation.HasIndex(i => new { i.TenantId, i.Id });
            impersonation.HasIndex(i => i.OperatorId);
            impersonation.Property(i => i.EndedAt).IsConcurrencyToken();
        });
    }
}
