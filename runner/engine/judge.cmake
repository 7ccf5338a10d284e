# The judge: included by this folder's CMakeLists.txt.
set(WFX_JUDGE_SOURCES
    judge.cpp
    judge_contents.cpp
    judge_deviations.cpp
    judge_expectations.cpp
    judge_rules.cpp
    judge_scene.cpp
    judge_texts.cpp)
set(WFX_JUDGE_TESTS
    judge_call_test.cpp
    judge_contents_test.cpp
    judge_ledger_test.cpp
    judge_object_test.cpp
    judge_rules_test.cpp
    judge_test.cpp)
