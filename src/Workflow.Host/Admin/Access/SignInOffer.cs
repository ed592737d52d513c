using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Workflow.Host.Admin.Access;

/// <summary>Tells the person who started a private host how to sign in, without any configuration.</summary>
internal static class SignInOffer
{
    /// <summary>Prints a one-time link as soon as the host listens. To the terminal and to no log: logs are kept and sent on.</summary>
    internal static void OfferSignIn(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault() is { } address)
            Console.Out.WriteLine($"Sign in once within ten minutes: {address.TrimEnd('/')}{SignInLinks.Path}#{app.Services.GetRequiredService<SignInLinks>().Create()}");
    });
}
