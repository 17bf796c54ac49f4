using StudioOps.Story;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(
        """
        Usage: eng/smoke
        Walks one customer's life against the system that ./run started: creates a tenant, sees it become active, flips a flag for it,
        breaks and heals the mail server, suspends, resumes, deletes, and reads it all back in the audit log. Cleans up after itself.
        Exit code: 0 when every step held, 1 when one did not, 2 when nothing runs.
        """);
    return 0;
}

Installation installation;
try
{
    installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var story = new CustomerStory(installation, Console.Out);
return await story.RunAsync() ? 0 : 1;
