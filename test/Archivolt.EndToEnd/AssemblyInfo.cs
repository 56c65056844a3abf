// Processes under test get the machine for themselves: memory is measured, and kills are to hit work, not waiting.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
