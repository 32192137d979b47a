// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace {

double number(const found_values& found, const char* name) { return std::stod(found.at(name)); }

} // namespace

TEST_CASE("industrial I/O channels in their units") {
  const auto found = read_found(plexus::plugins::find_iio(tree("board"), ""));
  CHECK(found.size() == 10);
  CHECK(number(found, "iio_bme280_temp_celsius") == Approx(21.54));
  CHECK(number(found, "iio_bme280_humidityrelative_percent") == Approx(43.164));
  CHECK(number(found, "iio_bme280_pressure_kilopascals") == Approx(96.512341796));
  // raw * scale shared by the kind, millivolts
  CHECK(number(found, "iio_mcp3008_voltage0_volts") == Approx(1.65));
  CHECK(number(found, "iio_mcp3008_voltage1_volts") == Approx(3.29677734375));
  CHECK(number(found, "iio_mpu6050_accel_x_metres_per_second2") == Approx(9.797632));
  CHECK(number(found, "iio_mpu6050_accel_y_metres_per_second2") == Approx(-0.0598));
  CHECK(number(found, "iio_mpu6050_temp_celsius") == Approx(30.64705392)); // (raw+offset)*scale
  CHECK(number(found, "iio_vcnl4000_illuminance_lux") == Approx(80));      // processed before raw
  CHECK(number(found, "iio_vcnl4000_proximity_value") == Approx(1942));
}
