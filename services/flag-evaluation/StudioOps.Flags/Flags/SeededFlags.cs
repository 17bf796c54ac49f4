using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>The flags every installation starts with: targeted, off by default. The migration writes them; a cold start answers from them.</summary>
internal static class SeededFlags
{
    public static IReadOnlyList<(string Key, string Description, string HelpText)> All { get; } =
    [
        ("stripe_payments", "Payments through Stripe", "Lets the tenant take card payments through its own Stripe account."),
        ("email_notifications", "Notifications by e-mail", "Sends reminders, receipts and announcements by e-mail."),
        ("sms_notifications", "Notifications by text message", "Sends reminders by text message. Every message costs money."),
        ("advanced_analytics", "Advanced analytics (premium)", "Opens the premium reports: retention, revenue per teacher, forecasts."),
        ("calendar_sync", "Calendar synchronisation (CalDAV)", "Publishes lessons and bookings as a CalDAV calendar that phones can subscribe to."),
        ("api_webhooks", "Webhooks", "Lets the tenant register addresses that are called when data changes."),
        ("cloud_storage", "Cloud storage (MinIO, R2)", "Keeps files in object storage instead of the database."),
        ("messaging_enabled", "Messaging", "Opens conversations between staff, students and parents."),
        ("practice_rooms", "Practice rooms", "Opens the booking of practice rooms."),
        ("knowledge_base_enabled", "Knowledge base", "Opens articles and documentation the tenant writes for its customers."),
        ("ai_agents_enabled", "AI agents", "Opens the chat bot and recommendations."),
        ("additional_services_enabled", "Additional services", "Opens marketing and analytics services on top of the plan."),
    ];

    /// <summary>What is known before Postgres ever answered: enough to answer with fail-safe values.</summary>
    public static FlagSet FailSafe() => FlagSet.Compile(
        All.Select(seed => new FlagDefinition
        {
            Key = seed.Key,
            Type = FlagType.Boolean,
            Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
            OnVariant = "on",
            OffVariant = "off",
            DefaultVariant = "off",
            FailSafeVariant = "off",
        }),
        masterSwitch: false);
}
