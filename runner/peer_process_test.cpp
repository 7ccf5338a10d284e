#include "runner/peer_process.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "runner/json_text.h"
#include "runner/process/program.h"
#include "runner/win32/types.h"

namespace wfx {
namespace {

constexpr char kFile[] = "C:\\data";

std::string TestProgram() {
  const std::filesystem::path self = PathOf(ProgramPath());
  return TextOf(self.parent_path() / ("peer_test_program" + TextOf(self.extension())));
}

TEST(PeerProcess, OpensLocksUnlocksAndCloses) {
  PeerPool pool(TestProgram(), {});
  const std::unique_ptr<Peer> peer = pool.Factory()();
  EXPECT_TRUE(peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_TRUE(peer->Open("b", kFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_TRUE(peer->Lock("a", 5'000'000'000, 10, true).succeeded);
  const Peer::Reply refused = peer->Lock("b", 5'000'000'009, 1, false);
  EXPECT_FALSE(refused.succeeded);
  EXPECT_EQ(refused.last_error, std::uint32_t{ERROR_LOCK_VIOLATION});
  EXPECT_TRUE(peer->Lock("b", 5'000'000'010, 1, true).succeeded) << "beyond the locked range";
  EXPECT_TRUE(peer->Unlock("a", 5'000'000'000, 10).succeeded);
  EXPECT_TRUE(peer->Lock("b", 5'000'000'009, 1, false).succeeded);
  EXPECT_TRUE(peer->Lock("a", 5'000'000'009, 1, false).succeeded) << "shared ranges overlap";
  EXPECT_TRUE(peer->Close("a").succeeded);
  EXPECT_TRUE(peer->Close("b").succeeded);
}

TEST(PeerProcess, TellsWhatFailed) {
  PeerPool pool(TestProgram(), {});
  const std::unique_ptr<Peer> peer = pool.Factory()();
  const Peer::Reply absent = peer->Open("a", "C:\\none", GENERIC_READ | GENERIC_WRITE, 0);
  EXPECT_FALSE(absent.succeeded);
  EXPECT_EQ(absent.last_error, std::uint32_t{ERROR_FILE_NOT_FOUND});
  for (const Peer::Reply& reply :
       {peer->Lock("a", 0, 1, true), peer->Unlock("a", 0, 1), peer->Close("a")}) {
    EXPECT_FALSE(reply.succeeded);
    EXPECT_EQ(reply.last_error, std::uint32_t{ERROR_INVALID_HANDLE});
  }
  ASSERT_TRUE(peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_EQ(peer->Unlock("a", 0, 1).last_error, std::uint32_t{ERROR_NOT_LOCKED});
}

TEST(PeerProcess, WithAnOpenHandleIsNotUsedAgain) {
  PeerPool pool(TestProgram(), {});
  const PeerFactory start = pool.Factory();
  {
    const std::unique_ptr<Peer> peer = start();
    ASSERT_TRUE(peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
    EXPECT_TRUE(peer->Lock("a", 0, 1, true).succeeded);
  }
  const std::unique_ptr<Peer> fresh = start();
  EXPECT_EQ(fresh->Close("a").last_error, std::uint32_t{ERROR_INVALID_HANDLE});
}

TEST(PeerProcess, WithoutAnOpenHandleIsUsedAgain) {
  PeerPool pool(TestProgram(), {"answers_once"});
  const PeerFactory start = pool.Factory();
  EXPECT_TRUE(start()->Close("a").succeeded);
  EXPECT_THROW(start()->Close("a"), std::runtime_error) << "another process answered";
  EXPECT_TRUE(start()->Close("a").succeeded) << "a process that had ended was kept";
}

TEST(PeerProcess, MayOutliveItsPool) {
  auto pool = std::make_unique<PeerPool>(TestProgram(), std::vector<std::string>{});
  const std::unique_ptr<Peer> peer = pool->Factory()();
  pool.reset();
  EXPECT_TRUE(peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_TRUE(peer->Close("a").succeeded);
}

TEST(PeerProcess, ThatEndsIsNamed) {
  for (const char* behaviour : {"ends_at_once", "ends_when_asked"}) {
    PeerPool pool(TestProgram(), {behaviour});
    const std::unique_ptr<Peer> peer = pool.Factory()();
    try {
      peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0);
      ADD_FAILURE() << behaviour;
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "the peer process has ended") << behaviour;
    }
  }
}

TEST(PeerProcess, ThatAnswersNonsenseIsNotUsedAgain) {
  PeerPool pool(TestProgram(), {"prints_nonsense"});
  const PeerFactory start = pool.Factory();
  EXPECT_THROW(start()->Close("a"), JsonError);
  EXPECT_THROW(start()->Close("a"), JsonError) << "it has ended by then, and was kept";
}

TEST(PeerProcess, ProgramThatIsNotThereIsNamed) {
  PeerPool pool(TestProgram() + ".none", {});
  const PeerFactory start = pool.Factory();
  try {
    const std::unique_ptr<Peer> peer = start();
    peer->Open("a", kFile, GENERIC_READ | GENERIC_WRITE, 0);
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("cannot start ")) << error.what();
  }
}

}  // namespace
}  // namespace wfx
