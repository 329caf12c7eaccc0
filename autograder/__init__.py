"""Deep learning by hand: exercises written by hand, graded without trusting what is handed in.

Theory of operation
-------------------
The path of a submission, and the process each step runs in::

    submitted/ann/04_attention/attention.py
      collecting   reads that one file as text; nothing of it is parsed or run here      ┐
      batch        hands it to a lane: a process with pytest and the hidden suite         │ trusted
      lane         runs the hidden tests; `submission.f(x)` becomes a Call                ┘
      ── wire ──   bounded frames of plain data over a socket pair; never pickle
      zygote       a warm, clean interpreter that forks one worker per submission         ┐ untrusted:
      worker       locks itself, imports the text, answers each Call with one Reply       ┘ the student's
      ── wire ──
      compare      structure, type, shape, dtype, finiteness, values                      ┐
      mistakes     which known mistake gives exactly this output; its hint                │ trusted
      reports      one JSON file per submission, written atomically                       ┘

Only values cross. The reference, the expected numbers, the comparison, the clock and the grade stay on
the trusted side; from the student's process come plain data of bounded size, and whatever it says about
itself (an exit code, printed text, a test outcome) counts for nothing. For a speed test alone the reference
runs in a worker too, one of its own that no student code ever shares; both clocks are read from outside.

The same suites run at home: there the fixture `submission` calls the student's functions in the same
process, with the same copies and conversions, so that a debugger and plain tracebacks work.

Floors
------
A module imports only from floors below its own; a test holds this::

    model
    settings, writing, timestamps, plain_files, archives, zones, tables · roster · extensions
    course, stubs · notebooks · answers
    collecting, generating · leaks · release, scaffold
    isolation   values, flattening, rebuilding, messages, wire, loading, failures, text · kernel, hugepages,
                keeper, namespaces, landlock, seccomp, libraries, sandbox, canary, worker, zygote · process,
                forking, verdicts, calling · levels, doctor
    checking    wording, tolerance, mismatch, elementwise, compare, assertions · staying, absent, habits ·
                suite, runners, remembered, reaching, reference, mistakes, outcomes, run, charging,
                failure_messages, judging · racers, both_sides, memory, timing, beating · given ·
                causes, experiments, beneath, parts, remarks, explaining, reproducing (public tests) ·
                timeouts, watchdog, stopping, allowance, choosing, scoreboard, progress, plugin · cells,
                again
    studying    kept, hints, touching, pictures · warm, spare, watching, drawing
    grading     passed, direct, loop, earlier, lane · keys, reports, changes
                policy, standing, standing_table · batch · ground, serving, hosts, connecting
                waiting, cluster_workers, cluster · display
    publishing  spreadsheets, naming, torch_build · a module for each format
    mutants · paper_checks, verify, demo
    verbs       what each verb of the command line takes and prints
    cli

What counts as right is decided in `checking.compare`; whose mistake it is, and whether an earlier one
explains it (an error carried forward is not charged twice), in `checking.charging`.
"""
