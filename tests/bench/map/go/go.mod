// SPDX-License-Identifier: Apache-2.0
module mapbench

go 1.19
