// What processes send each other of writes and of threads at work comes across whole.
#include "runner/peer_frames.h"

#include <gtest/gtest.h>

namespace wfx::peer_frames {
namespace {

JsonNode Sent(const std::string& frame) { return ParseJson(frame, kName); }

TEST(PeerFrames, AnAppendOrderComesAcross) {
  AppendOrder order;
  order.path = "C:\\wfx\\\"log\"";
  order.seed = 0xFFFFFFFFFFFFFFFF;
  order.first_writer = 8;
  order.writers = 4;
  order.records = 1000;
  order.length = 64;
  order.append_only = order.one_handle = true;
  order.at_most = std::chrono::seconds(10);
  const CrewOrder received = OrderOf(Sent(FrameOf(CrewOrder(order))));
  ASSERT_TRUE(std::holds_alternative<AppendOrder>(received));
  EXPECT_EQ(FrameOf(received), FrameOf(CrewOrder(order)));
  EXPECT_EQ(std::get<AppendOrder>(received).path, order.path);
  EXPECT_EQ(std::get<AppendOrder>(received).at_most, order.at_most);
}

TEST(PeerFrames, ARaceOrderComesAcross) {
  RaceOrder order;
  order.path = "C:\\wfx\\cells";
  order.seed = 7;
  order.first_racer = 4;
  order.lockers = 2;
  order.writers = 3;
  order.rounds = 40;
  order.cells = 4;
  order.length = 64;
  order.at_most = std::chrono::milliseconds(5);
  const CrewOrder received = OrderOf(Sent(FrameOf(CrewOrder(order))));
  ASSERT_TRUE(std::holds_alternative<RaceOrder>(received));
  EXPECT_EQ(FrameOf(received), FrameOf(CrewOrder(order)));
  EXPECT_EQ(std::get<RaceOrder>(received).lockers, 2u);
}

TEST(PeerFrames, AReportComesAcross) {
  CrewReport report;
  report.tallies = {{1000, 998, 1, 2, {{3, 112}, {9, 0}}}, {}};
  report.racers = {{"", {{"lock", 1, 1, 5, 9, 33}, {"write", 2, 2, 10, 11, 0}}, true}};
  const CrewReport received = ReportOf(Sent(FrameOf(report)));
  EXPECT_EQ(FrameOf(received), FrameOf(report));
  ASSERT_EQ(received.tallies.size(), 2u);
  EXPECT_EQ(received.tallies[0].failed, report.tallies[0].failed);
  EXPECT_EQ(received.racers, report.racers);
}

TEST(PeerFrames, APipeAndWhatIsReadComeAcross) {
  const PeerPipe pipe{"wfx_x", 0x40000003, 12, 65536};
  const JsonNode sent = Sent(FrameOf("server", pipe));
  EXPECT_EQ(sent.GetString("handle", kName), "server");
  EXPECT_EQ(FrameOf("server", PipeOf(sent)), FrameOf("server", pipe));
  const JsonNode read = Sent(ReadFrame("server", 70000, std::chrono::seconds(2)));
  EXPECT_EQ(read.GetUnsigned("length", kName), 70000u);
  EXPECT_EQ(BoundOf(read), std::chrono::seconds(2));
  const PeerReadReply reply{true, 234, {0, 1, 127, 128, 255}};
  const PeerReadReply received = ReadReplyOf(Sent(FrameOf(reply)));
  EXPECT_TRUE(received.succeeded);
  EXPECT_EQ(received.last_error, 234u);
  EXPECT_EQ(received.bytes, reply.bytes);
  EXPECT_THROW(ReadReplyOf(Sent(R"({"succeeded": true, "last_error": 0, "bytes": "0x"})")),
               JsonError);
}

TEST(PeerFrames, AWriteAndItsEndComeAcross) {
  const PeerWrite write{"w", "theirs", 5, 2, 0xFFFFFFFFFFFFFFFF, 10, true, true};
  EXPECT_EQ(FrameOf(WriteOf(Sent(FrameOf(write)))), FrameOf(write));
  EXPECT_TRUE(WriteOf(Sent(FrameOf(write))).no_routine);
  const PeerWriteReply reply{true, 997, {259, 0, 1, 2, false}};
  const PeerWriteReply received = WriteReplyOf(Sent(FrameOf(reply)));
  EXPECT_EQ(received.after_call, reply.after_call);
  EXPECT_EQ(received.last_error, 997u);
  const std::vector<PeerCompletion> completions{{"w", 995, 0, false, {1, 2, 3, 4, true}}};
  EXPECT_EQ(FrameOf(CompletionsOf(Sent(FrameOf(completions)))), FrameOf(completions));
  EXPECT_EQ(BoundOf(Sent(WaitFrame(std::chrono::milliseconds(100)))),
            std::chrono::milliseconds(100));
}

TEST(PeerFrames, AnotherFrameIsRefused) {
  EXPECT_THROW(OrderOf(Sent(kGo)), JsonError);
  EXPECT_THROW(WriteOf(Sent("{}")), JsonError);
  EXPECT_THROW(ReportOf(Sent("[]")), JsonError);
}

}  // namespace
}  // namespace wfx::peer_frames
