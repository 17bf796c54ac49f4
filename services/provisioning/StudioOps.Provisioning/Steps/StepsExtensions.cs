using StudioOps.Provisioning.Steps.OnboardingMail;
using StudioOps.Provisioning.Upstreams;
using StudioOps.ServiceDefaults;

namespace StudioOps.Provisioning.Steps;

internal static class StepsExtensions
{
    /// <summary>Every step there is, one line each, with the client it needs.</summary>
    public static void AddProvisioningSteps(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient<IdentityOrganisations>("identity");
        builder.AddServiceClient<TenantWorkspaces>("tenant");
        builder.AddServiceClient<TenantFlagDefaults>("flag-evaluation");
        builder.Services.AddTransient<IProvisioningStep, OrganisationStep>();
        builder.Services.AddTransient<IProvisioningStep, WorkspaceStep>();
        builder.Services.AddTransient<IProvisioningStep, FlagDefaultsStep>();
        builder.Services.AddTransient<IProvisioningStep, OnboardingMailStep>();
        builder.Services.AddScoped<StepPlan>();
        builder.Services.AddSingleton<IMailer, SmtpMailer>();
        builder.Services.AddOptions<MailOptions>().BindConfiguration("Mail")
            .Configure(options => options.PublicOrigin = builder.Configuration["Identity:PublicOrigin"])
            .ValidateDataAnnotations().ValidateOnStart();
    }
}
