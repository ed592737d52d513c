namespace Workflow.Integration.Integrators;

/// <summary>What a participant does wrong.</summary>
public enum Sin
{
    None,
    SaysNothing,
    CopiesTheMessageId,
    LosesTheTrace,
    NamesNoType,
    NeverRefuses,
    ActsOnDuplicates,
    SaysNothingToARepeat,
    ActsOnRepeats,
    ChokesOnANewField,
    DropsOneOfMany,
    AnswersTheFinish,
    NeverUndoes,
    UndoesOnceOnly,
    UndoesDuplicatesOtherwise,
    ActsAfterTheUndoing,
    HasNoBarrier,
    UndoesMoreThanWasDone,
    OvertakesItself,
    AnswersWhatItCannotRead,
    DiesOfWhatItCannotRead,
    AnswersTheIncomplete,
    AnswersTheUnknown,
}
