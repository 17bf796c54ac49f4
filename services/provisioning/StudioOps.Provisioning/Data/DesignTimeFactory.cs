using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StudioOps.Provisioning.Data;

/// <summary>For <c>dotnet ef migrations add</c>, which needs the model and no database.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ProvisioningDbContext>
{
    public ProvisioningDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ProvisioningDbContext>().UseNpgsql("Host=localhost;Database=provisioning").Options);
}
