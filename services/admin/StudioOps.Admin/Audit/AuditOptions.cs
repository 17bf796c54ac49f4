using Microsoft.Extensions.Options;

namespace StudioOps.Admin.Audit;

/// <summary>Section <c>Audit</c>.</summary>
internal sealed record AuditOptions
{
    /// <summary>Signed heads of the chains are appended to this file, outside Postgres and ideally on another disk.</summary>
    public string HeadsFile { get; set; } = "";

    /// <summary>The key that signs them, made on first use with mode 0600; by default beside the heads.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>How long records wait for a predecessor that does not come.</summary>
    public TimeSpan GapPatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often heads are sealed.</summary>
    public TimeSpan SealEvery { get; set; } = TimeSpan.FromHours(1);
}

internal sealed class AuditOptionsDefaults(IHostEnvironment environment) : IPostConfigureOptions<AuditOptions>
{
    public void PostConfigure(string? name, AuditOptions options)
    {
        if (options.HeadsFile.Length == 0 && environment.IsDevelopment())
        {
            options.HeadsFile = Path.Combine(AppContext.BaseDirectory, "data", "audit-heads.jws");
        }

        if (options.KeyFile.Length == 0)
        {
            options.KeyFile = options.HeadsFile + ".key";
        }
    }
}

internal sealed class AuditOptionsCheck : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
        options.HeadsFile.Length == 0 ? ValidateOptionsResult.Fail("Audit:HeadsFile is missing: name a file outside Postgres, for example by Audit__HeadsFile.")
        : options.GapPatience <= TimeSpan.Zero ? ValidateOptionsResult.Fail("Audit:GapPatience must be longer than nothing.")
        : options.SealEvery <= TimeSpan.Zero ? ValidateOptionsResult.Fail("Audit:SealEvery must be longer than nothing.")
        : ValidateOptionsResult.Success;
}
