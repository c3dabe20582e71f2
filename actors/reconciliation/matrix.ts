// The matrix of reconciliation: what is known, what the venue says, and exactly what follows. Played by the tests.

/** An order that the venue has accepted. */
export const working = `
  sent A buy 10 @ 100
  event A accepted 0
`;

/** The matrix: the name of a case, what follows on what, and settings where they are not the defaults. */
export const matrix: readonly (readonly [string, string, Readonly<Record<string, number>>?])[] = [
  [
    "nothing differs",
    `${working}
    order A accepted 0
    position 0
    end`,
  ],
  [
    "crash before the send: the venue never got it",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    order A unknown         -> ! neverArrived, A rejected 0+0
    end`,
  ],
  [
    "crash after the send: the venue works it",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    order A accepted 0      -> ! acceptLost, A accepted 0+10
    end`,
  ],
  [
    "the answer was lost and it is filled already",
    `
    sent A buy 10 @ 100
    order A filled 10       -> ! acceptLost, A accepted 0+10
    trade A t1 buy 10 @ 99  -> ! fillMissed, fill v/1/t1 buy 10 @ 99, A filled 10+0
    position 10
    end`,
  ],
  [
    "an order that has just been sent is not known to be lost",
    `
    sent A buy 10 @ 100
    order A unknown
    end`,
  ],
  [
    "an order in flight is never given up without an answer",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    end
    wait 6000               -> ask periodic A
    end
    wait 60000              -> ask periodic A`,
  ],
  [
    "its rejection was lost",
    `
    sent A buy 10 @ 100
    order A rejected 0      -> ! rejectLost, A rejected 0+0
    end`,
  ],
  [
    "its cancel was lost",
    `${working}
    order A canceled 0      -> ! cancelLost, A canceled 0+0
    end`,
  ],
  [
    "it expired while we were down",
    `${working}
    order A expired 0       -> ! expiryLost, A expired 0+0
    end`,
  ],
  [
    "filled while we were down",
    `${working}
    order A filled 10
    trade A t1 buy 10 @ 101 -> ! fillMissed, fill v/1/t1 buy 10 @ 101, A filled 10+0
    position 10
    end`,
  ],
  [
    "filled in parts while we were down",
    `${working}
    order A partiallyFilled 7
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    trade A t2 buy 3 @ 100  -> ! fillMissed, fill v/1/t2 buy 3 @ 100, A partiallyFilled 7+3
    position 7
    end`,
  ],
  [
    "a part, then the rest rejected",
    `${working}
    order A rejected 4      -> ! rejectLost
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6, A rejected 4+0
    position 4
    end`,
  ],
  [
    "a cancel crossed a fill: the end waits for it",
    `${working}
    order A canceled 4      -> ! cancelLost
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6, A canceled 4+0
    position 4
    end`,
  ],
  [
    "a fill comes after the cancel",
    `${working}
    event A canceled 0
    trade A t1 buy 4 @ 100  -> ! fillAfterEnd, fill v/1/t1 buy 4 @ 100
    end                     -> ! positionMissing`,
  ],
  [
    "a fill told twice by the stream",
    `${working}
    stream trade A t1 buy 4 @ 100  -> fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    stream trade A t1 buy 4 @ 100  -> ! fillRepeated`,
  ],
  [
    "a fill that is known is in every answer",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    trade A t1 buy 4 @ 100
    order A partiallyFilled 4
    position 4
    end`,
  ],
  [
    "the list says filled, and holds no fill",
    `${working}
    order A partiallyFilled 4
    end                     -> ! fillInferred, fill v/1/inferred-VA-4 buy 4 @ 100, A partiallyFilled 4+6, ! positionMissing
    trade A t1 buy 4 @ 100  -> ! fillExplained`,
  ],
  [
    "the list says it ended with more than we know",
    `${working}
    order A canceled 4      -> ! cancelLost
    end                     -> ! fillInferred, fill v/1/inferred-VA-4 buy 4 @ 100, A partiallyFilled 4+6, A canceled 4+0, ! positionMissing`,
  ],
  [
    "a fill beyond what was ordered",
    `${working}
    trade A t1 buy 11 @ 100 -> ! overfill`,
  ],
  [
    "a fill of the other side",
    `${working}
    trade A t1 sell 4 @ 100 -> ! fillOfOtherSide`,
  ],
  [
    "a fill of nothing",
    `${working}
    trade A t1 buy 0 @ 100  -> ! fillOfNothing`,
  ],
  [
    "a fill of an order that is none of ours",
    `
    trade X t1 sell 3 @ 100 -> ! externalFill, X accepted 0+3, fill v/1/t1 sell 3 @ 100, X filled 3+0
    position -3
    end`,
  ],
  [
    "a fill of an order that is none of ours, not adopted",
    `
    trade X t1 sell 3 @ 100 -> ! externalFillFlagged
    position -3             
    end                     -> ! positionUnknown`,
    { adoptUnknown: 0 },
  ],
  [
    "an order that is none of ours",
    `
    order X accepted 0      -> ! externalOrder, X accepted 0+10
    end
    order X canceled 0      -> ! cancelLost, X canceled 0+0`,
  ],
  [
    "an order without an id of ours",
    `
    order - accepted 0 as V7 -> ! externalOrder, external-v-V7 accepted 0+10`,
  ],
  [
    "an order that is none of ours, filled in part",
    `
    order X partiallyFilled 4 -> ! externalOrderOverfilled, X accepted 0+6
    trade X t2 buy 6 @ 100    -> ! fillMissed, fill v/1/t2 buy 6 @ 100, X filled 6+0`,
  ],
  [
    "an order that is none of ours, not adopted",
    `
    order X accepted 0      -> ! externalOrderFlagged
    end`,
    { adoptUnknown: 0 },
  ],
  [
    "an order that is none of ours and has ended",
    `
    order X filled 10       -> ! externalOrderEnded`,
  ],
  [
    "the venue works what ended here",
    `${working}
    event A canceled 0
    order A accepted 0      -> ! workingAfterEnd, cancel A`,
  ],
  [
    "a working order is missing in the list",
    `${working}
    end                     -> ! missingFromReport, ask query A
    end`,
  ],
  [
    "the venue forgets an order",
    `${working}
    order A unknown         -> ! forgotten
    wait 6000               -> ask periodic A
    order A unknown         -> ! forgotten
    wait 6000               -> ask periodic A
    order A unknown         -> ! forgottenForGood, A expired 0+0`,
  ],
  [
    "the venue forgot it only for a while",
    `${working}
    order A unknown         -> ! forgotten
    order A accepted 0
    order A unknown         -> ! forgotten`,
  ],
  [
    "a replace whose answer was lost",
    `${working}
    order A accepted 0 of 8 @ 101 -> ! replaceLost, A replaced 0+8
    end`,
  ],
  [
    "the venue gives it another id",
    `${working}
    order A accepted 0 as V99 -> ! venueIdChanged
    order - canceled 0 as V99 -> ! cancelLost, A canceled 0+0`,
  ],
  [
    "a report older than what we know",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    order A accepted 0      -> ! staleReport
    position 4
    end`,
  ],
  [
    "a report of more than was ordered",
    `${working}
    order A filled 12       -> ! overfilledReport`,
  ],
  [
    "a report of the other side",
    `${working}
    order A accepted 0 side sell -> ! otherSide`,
  ],
  [
    "the position differs: it is told once, and never traded away",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    order A partiallyFilled 4
    position 5
    end                     -> ! positionDiffers
    order A partiallyFilled 4
    position 5
    end
    order A partiallyFilled 4
    position 6
    end                     -> ! positionDiffers`,
  ],
  [
    "a position is missing in the list",
    `${working}
    fill A t1 10
    event A filled 10
    end                     -> ! positionMissing`,
  ],
  [
    "a position in which we never traded",
    `
    position 5 7
    end                     -> ! positionUnknown`,
  ],
  [
    "the venue cannot tell everything: nothing is concluded",
    `${working}
    failed                  -> ! requestFailed`,
  ],
  [
    "news of the stream are no corrections",
    `
    sent A buy 10 @ 100
    stream order A accepted 0      -> A accepted 0+10
    stream trade A t1 buy 4 @ 100  -> fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    stream order A canceled 4      -> A canceled 4+0`,
  ],
  [
    "a fill of the stream comes before the acceptance",
    `
    sent A buy 10 @ 100
    stream trade A t1 buy 10 @ 100 -> A accepted 0+10, fill v/1/t1 buy 10 @ 100, A filled 10+0
    stream order A accepted 0`,
  ],
  [
    "a session begins: every account is asked",
    `${working}
    session                 -> ask start`,
  ],
  [
    "it is compared all the time",
    `${working}
    wait 1000
    wait 61000              -> ask periodic
    wait 59000
    wait 1000               -> ask periodic`,
    { everySeconds: 60 },
  ],
];
