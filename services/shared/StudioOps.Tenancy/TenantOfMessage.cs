using System.Reflection;
using MassTransit;

namespace StudioOps.Tenancy;

/// <summary>An event about a tenant is taken in as that tenant: its <c>TenantId</c> is the scope of the consumer's transaction.</summary>
internal sealed class TenantOfMessage<T>(TenantScope scope) : IFilter<ConsumeContext<T>>
    where T : class
{
    private static readonly PropertyInfo? Tenant = typeof(T).GetProperty("TenantId");

    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (Tenant?.GetValue(context.Message) is Guid tenant)
        {
            scope.Enter(tenant);
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("tenant");
}
