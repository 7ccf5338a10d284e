#include "runner/options.h"

#include <gtest/gtest.h>

#include <set>

namespace wfx {
namespace {

constexpr Program kConformance{
    .name = "wfx-conformance", .purpose = "Judges.", .framework = "--gtest_"};
constexpr Program kBench{
    .name = "wfx-bench", .purpose = "Measures.", .framework = "--benchmark_", .measures = true};

Options Parse(std::vector<std::string> arguments, const Program& program = kConformance) {
  return ParseOptions(program, arguments);
}

std::string ErrorOf(std::vector<std::string> arguments, const Program& program = kConformance) {
  try {
    ParseOptions(program, arguments);
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

using Words = std::vector<std::string>;

TEST(Options, DefaultsAreThoseOfTheDocumentation) {
  const Options options = Parse({});
  EXPECT_EQ(options.system, "kernel32");
  EXPECT_EQ(options.seed, 1u);
  EXPECT_EQ(options.repeat, 1u);
  EXPECT_EQ(options.time_scale, 1.0);
  EXPECT_TRUE(options.targets.empty());
  EXPECT_FALSE(options.run_for.has_value());
}

TEST(Options, ValueMayStandApartOrBehindAnEqualsSign) {
  const Options options =
      Parse({"--only", "a/*", "--only=b=c", "--time-scale", "2.5", "--seed=18446744073709551615"});
  EXPECT_EQ(options.only, (Words{"a/*", "b=c"}));
  EXPECT_EQ(options.time_scale, 2.5);
  EXPECT_EQ(options.seed, UINT64_MAX);
}

TEST(Options, TargetsHaveNames) {
  const Options options =
      Parse({"--target", "/tmp/a=b", "--target=fat=C:\\x", "--target", "ram_1=rel=ative"});
  EXPECT_EQ(options.targets,
            (std::vector<std::pair<std::string, std::string>>{
                {"default", "/tmp/a=b"}, {"fat", "C:\\x"}, {"ram_1", "rel=ative"}}));
  EXPECT_EQ(ErrorOf({"--target", "a", "--target", "b"}),
            "--target: two targets are called \"default\"; name them NAME=DIR");
  EXPECT_EQ(ErrorOf({"--target=a-b=/tmp"}),
            "--target: the name \"a-b\" may only have a-z, 0-9 and _");
  EXPECT_EQ(ErrorOf({"--target=ram="}), "--target: no directory in \"ram=\"; [NAME=]DIR is right");
}

TEST(Options, FrameworkOptionsPassUntouched) {
  EXPECT_EQ(Parse({"--gtest_filter=a*", "--list", "--gtest_x"}).framework,
            (Words{"--gtest_filter=a*", "--gtest_x"}));
  EXPECT_EQ(Parse({"--benchmark_format=json"}, kBench).framework,
            (Words{"--benchmark_format=json"}));
  EXPECT_EQ(ErrorOf({"--benchmark_format=json"}),
            "unknown option --benchmark_format; --help lists them");
}

TEST(Options, UnknownOnesSayWhatWasProbablyMeant) {
  EXPECT_EQ(ErrorOf({"--targt", "x"}), "unknown option --targt; did you mean --target?");
  EXPECT_EQ(ErrorOf({"--zzz"}), "unknown option --zzz; --help lists them");
  EXPECT_EQ(ErrorOf({"offset/*"}), "unexpected argument \"offset/*\"; options begin with --");
  EXPECT_EQ(ErrorOf({"--run-for", "1 s"}), "unknown option --run-for; --help lists them");
}

TEST(Options, WrongValuesSayWhatWouldBeRight) {
  EXPECT_EQ(ErrorOf({"--seed", "-1"}), "--seed is a whole number from 0 on, not \"-1\"");
  EXPECT_EQ(ErrorOf({"--repeat=0"}), "--repeat is a whole number from 1 on, not \"0\"");
  EXPECT_EQ(ErrorOf({"--repeat=2x"}), "--repeat is a whole number from 1 on, not \"2x\"");
  for (const char* scale : {"0", "-1", "nan", "1001", "2x"}) {
    EXPECT_EQ(
        ErrorOf({"--time-scale", scale}),
        std::string("--time-scale is a number above 0 and up to 1000, not \"") + scale + "\"");
  }
  for (const char* date : {"2026-02-30", "2026-1-01", "today", "2026-13-01"}) {
    EXPECT_EQ(ErrorOf({"--today", date}),
              std::string("--today is a date like 2026-11-22, not \"") + date + "\"");
  }
  EXPECT_EQ(Parse({"--today", "2028-02-29"}).today, "2028-02-29");
  EXPECT_EQ(ErrorOf({"--record"}), "--record needs a value: FILE");
  EXPECT_EQ(ErrorOf({"--record="}), "--record needs a value: FILE");
  EXPECT_EQ(ErrorOf({"--list=yes"}), "--list takes no value");
  EXPECT_EQ(ErrorOf({"--run-for", "0 s"}, kBench), "--run-for is a time above 0, not \"0 s\"");
}

TEST(Options, TheModelHasPersonalities) {
  EXPECT_EQ(Parse({"--system", "model"}).system, "model:ntfs");
  for (const std::string name : {"ntfs", "refs", "fat32", "smb3", "4kn"})
    EXPECT_EQ(Parse({"--system=model:" + name}).system, "model:" + name);
  EXPECT_EQ(Parse({"--system=model:4kn"}).rerun, (Words{"--system", "model:4kn"}));
  EXPECT_EQ(ErrorOf({"--system", "model:ext4"}),
            "--system: the model has no personality \"ext4\"; it has ntfs, refs, fat32, smb3, 4kn");
  EXPECT_EQ(ErrorOf({"--system", "model:"}),
            "--system: the model has no personality \"\"; it has ntfs, refs, fat32, smb3, 4kn");
  for (const std::string name : {"kernel", "models", "kernel32:ntfs"}) {
    EXPECT_EQ(ErrorOf({"--system", name}),
              "--system is kernel32 or model or model:PERSONALITY, not \"" + name + "\"");
  }
}

TEST(Options, MutantsNeedTheModelAlone) {
  EXPECT_TRUE(Parse({"--mutants", "--system", "model", "--only", "x", "--seed=2"}).mutants);
  EXPECT_EQ(ErrorOf({"--mutants"}),
            "--mutants examines the suite on the model; add --system model");
  const Words model{"--mutants", "--system=model"};
  for (const std::string more :
       {"--provider=x.so", "--target=C:\\x", "--deviations=x", "--record=x", "--in-process",
        "--plan", "--repeat=2", "--gtest_filter=x"}) {
    Words words = model;
    words.push_back(more);
    const std::string named = more.starts_with("--gtest_") ? "--gtest_*" : more;
    EXPECT_EQ(ErrorOf(words), "--mutants does not go with " + named.substr(0, named.find('=')));
  }
  EXPECT_EQ(ErrorOf({"--mutants"}, kBench), "unknown option --mutants; --help lists them");
}

TEST(Options, WhatThisBuildCannotDoIsNeverIgnored) {
  for (const char* name : {"--require"}) {
    EXPECT_EQ(ErrorOf({name, "x"}), std::string(name) + " is not part of this build yet");
  }
}

TEST(Options, TurnsNeedTargetsThatTakeThem) {
  EXPECT_TRUE(Parse({"--interleave", "--target=a=x", "--target=b=y"}, kBench).interleave);
  EXPECT_FALSE(Parse({"--target=a=x", "--target=b=y"}, kBench).interleave);
  EXPECT_EQ(ErrorOf({"--interleave", "--target=a=x"}, kBench),
            "--interleave takes turns between targets: two or more --target NAME=DIR are right");
  EXPECT_EQ(ErrorOf({"--interleave"}), "unknown option --interleave; --help lists them");
}

TEST(Options, AGateNeedsTheTargetItMeasuresBy) {
  const Options options = Parse({"--gate=a", "--target=a=x", "--target=b=y",
                                 "--limit=throughput=10", "--limit", "latency_p99=5%"},
                                kBench);
  EXPECT_EQ(options.gate, "a");
  EXPECT_EQ(options.limits, (std::vector<std::pair<std::string, double>>{{"throughput", 0.1},
                                                                         {"latency_p99", 0.05}}));
  EXPECT_EQ(ErrorOf({"--gate=c", "--target=a=x", "--target=b=y"}, kBench),
            "--gate c: no target has that name; there are a, b");
  EXPECT_EQ(ErrorOf({"--gate=a", "--target=a=x"}, kBench),
            "--gate a holds targets against the one of that name: two or more --target NAME=DIR "
            "are right");
  EXPECT_EQ(ErrorOf({"--limit=throughput=10"}, kBench), "--limit goes with --gate BASELINE");
  EXPECT_EQ(ErrorOf({"--limit=throughput"}, kBench),
            "--limit throughput: the right form is --limit throughput=5, in per cent, above 0 and "
            "up to 1000");
  EXPECT_EQ(ErrorOf({"--gate=a"}), "unknown option --gate; --help lists them");
}

TEST(Options, VolumesComeWithTheirSerials) {
  const Options options =
      Parse({"--volume", "\\\\.\\V:", "--destroy", "a", "--volume=\\\\.\\W:", "--destroy=b"});
  EXPECT_EQ(options.sacrifices, (std::vector<Sacrifice>{{"\\\\.\\V:", "a"}, {"\\\\.\\W:", "b"}}));
  EXPECT_EQ(options.rerun, (Words{"--volume", "\\\\.\\V:", "--destroy", "a", "--volume",
                                  "\\\\.\\W:", "--destroy", "b"}));
  EXPECT_EQ(Parse({"--bless", "\\\\.\\V:"}).bless, "\\\\.\\V:");
}

TEST(Options, ASerialPortIsOpenedByItsLongName) {
  EXPECT_EQ(Parse({"--serial", "COM12"}).serial, "\\\\.\\COM12");
  const Options options = Parse({"--serial=\\\\.\\COM3"});
  EXPECT_EQ(options.serial, "\\\\.\\COM3");
  EXPECT_EQ(options.rerun, (Words{"--serial", "\\\\.\\COM3"}));
  EXPECT_EQ(ErrorOf({"--serial="}), "--serial needs a value: PORT");
  EXPECT_EQ(ErrorOf({"--serial=COM3", "--serial=COM4"}), "--serial COM4: one port is the most");
  EXPECT_EQ(ErrorOf({"--system=model", "--serial=COM3"}),
            "--serial does not go with --system model, which has a port of its own");
}

TEST(Options, AVolumeIsNeverHalfGiven) {
  const std::pair<Words, std::string> wrong[] = {
      {{"--volume", "V"}, "--volume V needs --destroy SERIAL, as --bless V prints it"},
      {{"--destroy", "a"},
       "--destroy a needs --volume DEVICE right before it; a serial alone destroys nothing"},
      {{"--destroy", "a", "--volume", "V"},
       "--destroy a needs --volume DEVICE right before it; a serial alone destroys nothing"},
      {{"--volume", "V", "--destroy", "a", "--destroy", "b"},
       "--destroy b needs --volume DEVICE right before it; a serial alone destroys nothing"},
      {{"--volume", "V", "--volume", "W", "--destroy", "a"},
       "--volume V needs --destroy SERIAL right behind it"},
      {{"--volume", "V", "--destroy", "a", "--volume", "V", "--destroy", "a"},
       "--volume V: it is given twice"},
      {{"--volume", "V", "--destroy", "a", "--volume", "W", "--destroy", "b", "--volume", "X"},
       "--volume X: two volumes are the most"},
      {{"--volume", "V", "--destroy", ""}, "--destroy needs a value: SERIAL"},
      {{"--volume", "V", "--destroy", "a", "--system", "model"},
       "--volume does not go with --system model, which has volumes of its own"},
      {{"--bless", "V", "--system", "model"}, "--bless goes alone: --bless DEVICE is right"},
      {{"--bless", "V", "--volume", "V", "--destroy", "a"},
       "--bless goes alone: --bless DEVICE is right"},
      {{"--bless", "V", "--bless", "W"}, "--bless goes alone: --bless DEVICE is right"},
  };
  for (const auto& [words, why] : wrong) EXPECT_EQ(ErrorOf(words), why);
}

TEST(Options, RerunKeepsWhatSelectsTheCircumstances) {
  const Options options = Parse(
      {"--only", "x", "--provider", "a b.dll", "--seed=7", "--record", "r.json", "--in-process"});
  EXPECT_EQ(options.rerun, (Words{"--provider", "a b.dll", "--seed", "7", "--in-process"}));
}

TEST(Options, HelpListsExactlyWhatThisProgramTakes) {
  const std::string help = HelpText(kConformance);
  EXPECT_NE(help.find("--in-process"), help.npos);
  EXPECT_NE(help.find("--gtest_"), help.npos);
  EXPECT_EQ(help.find("--run-for"), help.npos);
  EXPECT_EQ(help.find("--require"), help.npos);
  EXPECT_NE(HelpText(kBench).find("--run-for"), help.npos);
}

TEST(Options, EachStandsOnceInTheTable) {
  std::set<std::string_view> names;
  for (const OptionFacts& option : AllOptions())
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
}

}  // namespace
}  // namespace wfx
