using StudioOps.Messaging;

namespace StudioOps.Admin.DeadLetters;

internal static class DeadLetterSetup
{
    public static void AddDeadLetters(this IHostApplicationBuilder builder) => builder.Services.AddSingleton(services => new DeadLetterBroker(
        new Uri(builder.Configuration.GetConnectionString("rabbitmq") ?? throw new InvalidOperationException("ConnectionStrings:rabbitmq is missing.")),
        services.GetRequiredService<MessagingOptions>()));
}
