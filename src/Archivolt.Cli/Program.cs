using System.Runtime.InteropServices;
using Archivolt.Cli;

using var stop = new CancellationTokenSource();

// The first signal asks the command to clean up and end; a second one ends the process as the system would.
void Stop(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

return (int)await CommandLine.RunAsync(args, Terminal.OfProcess(), stop.Token);
