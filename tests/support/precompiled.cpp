// SPDX-License-Identifier: Apache-2.0
// Nothing of its own: the target of this file carries the precompiled headers of every test.
