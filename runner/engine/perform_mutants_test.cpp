// Systems that get the routine wrong: each fault must be seen in the observation.
#include <thread>

#include "runner/engine/perform_fixture.h"

namespace wfx {
namespace {

using Names = std::vector<std::string>;

class MutantTest : public PerformTest {
 protected:
  // The right system, whose functions the mutants call.
  MutantTest() { right = kernel_.api(); }

  Observation PerformWith(decltype(Win32Api::WriteFileEx) write_file_ex) {
    Win32Api api = kernel_.api();
    api.WriteFileEx = write_file_ex;
    CaseMaker maker;
    maker.Write("w", 120, 10).Reap();
    return Perform(maker, api);
  }

  static inline Win32Api right;
};

TEST_F(MutantTest, ARoutineThatRunsTwice) {
  const Observation seen =
      PerformWith([](HANDLE handle, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                     LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
        FakeKernel::Queue(routine, 5, 3, overlapped);
        return right.WriteFileEx(handle, bytes, length, overlapped, routine);
      });
  const WriteRecord& write = Write(seen, "w");
  EXPECT_EQ(write.runs, 2u);
  ASSERT_EQ(write.completions.size(), 2u);
  EXPECT_EQ(write.completions[0].error, 5u);
  EXPECT_EQ(write.completions[1].bytes, 10u);
  EXPECT_EQ(Call(seen, "wait 1").routines, (Names{"w", "w"}));
}

TEST_F(MutantTest, ARoutineThatRunsSixTimesIsCountedAndFourTimesKept) {
  const Observation seen = PerformWith([](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                                          LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    for (int time = 0; time < 6; ++time) FakeKernel::Queue(routine, 0, length, overlapped);
    return TRUE;
  });
  EXPECT_EQ(Write(seen, "w").runs, 6u);
  EXPECT_EQ(Write(seen, "w").completions.size(), 4u);
}

TEST_F(MutantTest, ARoutineThatNeverRuns) {
  const Observation seen =
      PerformWith([](HANDLE, LPCVOID, DWORD, LPOVERLAPPED,
                     LPOVERLAPPED_COMPLETION_ROUTINE) -> BOOL { return TRUE; });
  EXPECT_EQ(Write(seen, "w").runs, 0u);
  EXPECT_TRUE(Write(seen, "w").completions.empty());
  EXPECT_EQ(Call(seen, "wait 1").returned, 0u);
}

TEST_F(MutantTest, ARoutineOnAnotherThread) {
  const Observation seen = PerformWith([](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                                          LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    std::thread([=] { routine(0, length, overlapped); }).join();
    return TRUE;
  });
  ASSERT_EQ(Write(seen, "w").completions.size(), 1u);
  EXPECT_EQ(Write(seen, "w").completions.front().actor, "?");
  EXPECT_EQ(Write(seen, "w").completions.front().during, "");
  EXPECT_FALSE(Write(seen, "w").completions.front().alertable);
}

TEST_F(MutantTest, ARoutineOnAThreadThatGoesOnLater) {
  static std::thread slow;
  PerformWith([](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                 LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    slow = std::thread([=] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      routine(0, length, overlapped);
    });
    return TRUE;
  });
  slow.join();
}

TEST_F(MutantTest, ARoutineThatRunsInsideTheCall) {
  const Observation seen = PerformWith([](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                                          LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    routine(0, length, overlapped);
    return TRUE;
  });
  EXPECT_EQ(Write(seen, "w").routines_inside, Names{"w"});
  EXPECT_EQ(Write(seen, "w").completions.front().during, "w");
  EXPECT_FALSE(Write(seen, "w").completions.front().alertable);
}

TEST_F(MutantTest, ARoutineThatRunsInAWaitThatIsNotAlertable) {
  Win32Api api = kernel_.api();
  api.SleepEx = [](DWORD milliseconds, BOOL) -> DWORD { return right.SleepEx(milliseconds, TRUE); };
  CaseMaker maker;
  maker.Write("w", 0, 1).Sleep("deaf", false);
  const Observation seen = Perform(maker, api);
  EXPECT_EQ(Write(seen, "w").completions.front().during, "deaf");
  EXPECT_FALSE(Write(seen, "w").completions.front().alertable);
  EXPECT_EQ(Call(seen, "deaf").routines, Names{"w"});
}

TEST_F(MutantTest, AForeignOverlapped) {
  const Observation seen = PerformWith([](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED,
                                          LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    static OVERLAPPED foreign;
    FakeKernel::Queue(routine, 7, length, &foreign);
    FakeKernel::Queue(routine, 8, length, nullptr);
    return TRUE;
  });
  EXPECT_EQ(Write(seen, "w").runs, 0u);
  ASSERT_EQ(seen.strays.size(), 2u);
  EXPECT_EQ(seen.strays[0].error, 7u);
  EXPECT_EQ(seen.strays[0].bytes, 10u);
  EXPECT_EQ(seen.strays[0].during, "wait 1");
  EXPECT_EQ(seen.strays[1].error, 8u);
}

TEST_F(MutantTest, ARoutineAfterARefusal) {
  const Observation seen = PerformWith([](HANDLE, LPCVOID, DWORD, LPOVERLAPPED overlapped,
                                          LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    FakeKernel::Queue(routine, 5, 0, overlapped);
    right.SetLastError(5);
    return FALSE;
  });
  EXPECT_FALSE(Write(seen, "w").returned);
  EXPECT_EQ(Write(seen, "w").runs, 1u);
}

TEST_F(MutantTest, AWriteThatTouchesWhatIsTheCallers) {
  const Observation seen =
      PerformWith([](HANDLE handle, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                     LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
        const BOOL returned = right.WriteFileEx(handle, bytes, length, overlapped, routine);
        static_cast<std::uint8_t*>(const_cast<void*>(bytes))[length - 1] ^= 1;
        overlapped->OffsetHigh = 7;
        overlapped->hEvent = handle;
        return returned;
      });
  EXPECT_FALSE(Write(seen, "w").buffer_unchanged);
  EXPECT_EQ(Write(seen, "w").after_call.offset_high, 7u);
  EXPECT_FALSE(Write(seen, "w").at_end.event_unchanged);
}

TEST_F(MutantTest, ARoutineThatComesLate) {
  Win32Api api = kernel_.api();
  static std::atomic<LPOVERLAPPED_COMPLETION_ROUTINE> kept_routine;
  static std::atomic<LPOVERLAPPED> kept_overlapped;
  static std::atomic<bool> due;
  due = false;
  api.WriteFileEx = [](HANDLE handle, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    kept_routine = routine;
    kept_overlapped = overlapped;
    return right.WriteFileEx(handle, bytes, length, overlapped, routine);
  };
  // The parked thread's wait brings the routine once more, when it is due.
  api.WaitForSingleObjectEx = [](HANDLE handle, DWORD, BOOL alertable) -> DWORD {
    if (due.exchange(false)) kept_routine.load()(0, 10, kept_overlapped);
    return right.WaitForSingleObjectEx(handle, 1, alertable);
  };
  CaseMaker maker;
  maker.Write("w", 0, 10).Reap();
  Performer performer(api);
  EXPECT_EQ(Write(performer.Perform(maker.made(), target_, options_), "w").runs, 1u);
  EXPECT_TRUE(performer.Late().empty());
  due = true;
  while (performer.Late().empty()) std::this_thread::yield();
  const std::vector<LateCompletion> late = performer.Late();
  EXPECT_EQ(late.front().full_id, "area/name/k=v@default");
  EXPECT_EQ(late.front().write, "w");
  EXPECT_EQ(late.front().runs, 2u);
}

}  // namespace
}  // namespace wfx
