// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("disk activity, without disks made of files") {
  CHECK(read_found(plexus::plugins::find_disk(tree("laptop"), "")) ==
        found_values{{"disk_nvme0n1_read_bytes", "5056790016"},
                     {"disk_nvme0n1_write_bytes", "6320987136"},
                     {"disk_nvme0n1_reads", "178912"},
                     {"disk_nvme0n1_writes", "234567"},
                     {"disk_nvme0n1_in_flight", "2"},
                     {"disk_nvme0n1_busy_ms", "456789"}});
  CHECK(
      read_found(plexus::plugins::find_disk(tree("laptop"), "loop0")).at("disk_loop0_read_bytes") ==
      "20480");
}
